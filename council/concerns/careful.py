"""Words that sound like immigration status, so that a page can ask whether to leave them out.

Nothing is ever refused or marked because of them. They are the beginnings of words, in the
languages of the families' pages, and only those that seldom mean anything else.
"""

import re
import unicodedata

BEGINNINGS = (
    # English, Spanish, Portuguese, Haitian Creole; not "deport", which begins sports in Spanish
    "immigra", "inmigra", "imigra", "undocumented", "indocumentad", "sem documentos", "san papye",
    "sin papeles", "green card", "deporta", "deported", "deporting", "depòtasyon", "depòte",
    "visa", "visto de", "viza", "asylum", "asilo", "azil", "social security number",
    "seguro social",
    # Vietnamese, Somali
    "nhập cư", "di trú", "thị thực", "trục xuất", "socdaal", "fiis", "tarxiil", "magangelyo",
    # Russian, Ukrainian
    "иммигра", "імміграц", "виза", "віза", "депорт", "убежищ", "притул",
    # Arabic, Persian
    "هجرة", "الهجرة", "تأشيرة", "ترحيل", "لجوء", "مهاجرت", "ویزا", "پناهندگی",
    # Chinese
    "移民", "签证", "簽證", "绿卡", "綠卡", "遣返", "庇护", "庇護",
)  # fmt: skip

# In scripts that write no spaces a word can begin anywhere; Arabic puts small words before it.
_ANYWHERE = [words for words in BEGINNINGS if ord(words[0]) >= 0x0600]
_AT_THE_START = [words for words in BEGINNINGS if ord(words[0]) < 0x0600]
_PATTERN = re.compile(
    r"(?<!\w)(?:" + "|".join(map(re.escape, _AT_THE_START)) + ")|(?:" + "|".join(_ANYWHERE) + ")"
)


def sounds_like_status(words: str) -> bool:
    """Whether somebody may be about to write of immigration status, which is never needed."""
    return _PATTERN.search(unicodedata.normalize("NFC", words).casefold()) is not None
