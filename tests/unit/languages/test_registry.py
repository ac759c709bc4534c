"""The registry's facts, held against CLDR's wherever CLDR has any."""

import re
import unicodedata

import langcodes
import pytest
from babel import Locale, UnknownLocaleError
from hypothesis import given
from hypothesis import strategies as st

from council.languages.catalogs import COUNTS, plural_form
from council.languages.formatting import formatting_language
from council.languages.registry import (
    Area,
    Direction,
    Language,
    UnknownLanguage,
    all_languages,
    find,
    interface_languages,
    name_of,
    nearest,
    normalise,
    reading_chain,
    reading_language,
    signed_languages,
    spoken_languages,
    written_languages,
)

# Every language that is known to be spoken by many families in US schools.
NAMED = frozenset(
    {"am", "ar", "ase", "bn", "chk", "ckb", "cmn", "en", "es", "fa", "fa-AF", "fil", "fr", "hi"}
    | {"hnj-Latn", "ht", "ilo", "kea", "kjb", "km", "kmr", "ko", "ksw", "lo", "mam", "mh"}
    | {"mww-Latn", "my", "ne", "om", "pa", "ps", "pt", "quc", "rhg", "ru", "rw", "sm", "so", "sw"}
    | {"ti", "uk", "ur", "vi", "yue", "zh-Hans", "zh-Hant"}
)

# CLDR's plurals.xml lists these with one form for every count. Babel cannot tell them from
# languages that CLDR has no rule for.
ONE_FORM_IN_CLDR = frozenset(
    {"bm", "bo", "cmn", "hnj", "id", "ig", "ja", "kea", "km", "ko", "lo", "my", "th", "to", "vi"}
    | {"wo", "yo", "yue", "zh"}
)

# Where the registry says another script than langcodes guesses, and is right to.
BETTER_SCRIPTS = {"ksw": "Mymr", "aii": "Syrc", "ctd": "Latn"}

# Without a script in the tag, CLDR has these in other letters.
OTHER_SCRIPT_IN_CLDR = frozenset({"rhg-Latn"})

LETTERS_OF = {
    "Arab": "ARABIC",
    "Armn": "ARMENIAN",
    "Beng": "BENGALI",
    "Cyrl": "CYRILLIC",
    "Deva": "DEVANAGARI",
    "Ethi": "ETHIOPIC",
    "Geor": "GEORGIAN",
    "Grek": "GREEK",
    "Gujr": "GUJARATI",
    "Guru": "GURMUKHI",
    "Hans": "CJK",
    "Hant": "CJK",
    "Hebr": "HEBREW",
    "Jpan": "CJK",
    "Khmr": "KHMER",
    "Knda": "KANNADA",
    "Kore": "HANGUL",
    "Laoo": "LAO",
    "Latn": "LATIN",
    "Mlym": "MALAYALAM",
    "Mymr": "MYANMAR",
    "Rohg": "HANIFI ROHINGYA",
    "Sinh": "SINHALA",
    "Syrc": "SYRIAC",
    "Taml": "TAMIL",
    "Telu": "TELUGU",
    "Thai": "THAI",
    "Tibt": "TIBETAN",
}

# Where schools and families say another English name than CLDR.
OTHER_ENGLISH_NAMES = {
    "aii": "Assyrian Neo-Aramaic",
    "ak": "Akan",
    "ase": "American Sign Language",
    "bn": "Bangla",
    "ckb": "Central Kurdish",
    "cld": "Chaldean Neo-Aramaic",
    "cmn": "Mandarin Chinese",
    "esu": "Central Yupik",
    "fa-AF": "Persian (Afghanistan)",
    "ff": "Fula",
    "fil": "Filipino",
    "hnj-Latn": "Hmong Njua (Latin)",
    "ilo": "Iloko",
    "kea": "Kabuverdianu",
    "kek": "Kekchí",
    "kg": "Kongo",
    "kmr": "Northern Kurdish",
    "knj": "Western Kanjobal",
    "mfs": "Mexican Sign Language",
    "mww-Latn": "Hmong Daw (Latin)",
    "nah": "Nahuatl languages",
    "omq-x-mixtec": "Oto-Manguean languages",
    "pa-Arab": "Punjabi (Arabic)",
    "pdt": "Plautdietsch",
    "rhg-Latn": "Rohingya (Latin)",
    "rn": "Rundi",
    "sr-Latn": "Serbian (Latin)",
    "trc": "Copala Triqui",
    "tsz": "Purepecha",
    "tzm": "Central Atlas Tamazight",
    "ymm": "Maay",
}

# Where the registry's own name differs from CLDR's, and why.
OTHER_OWN_NAMES = {
    "ak": "Akan",  # with the name that most of its speakers use
    "bm": "bamanakan",  # CLDR lacks a syllable
    "id": "Indonesia",  # with the word for language
    "az": "azərbaycan",  # as said, not as an adjective
    "ceb": "Cebuano",  # with the other name
    "ckb": "کوردیی ناوەندی",  # Sorani is what people say; "Central" is what linguists say
    "fa-AF": "فارسی (افغانستان)",  # Afghans call it Dari
    "ff": "Pulaar",  # with the eastern name
    "fil": "Filipino",  # with Tagalog, which families say
    # CLDR writes these in the letters of another script.
    "hnj-Latn": "𞄀𞄄𞄰𞄩𞄍𞄜𞄰 (𞄐𞄦𞄲𞄤𞄎𞄫𞄰 𞄚𞄜𞄲𞄔𞄬𞄱 𞄀𞄄𞄰𞄩)",
    "rhg-Latn": "𐴌𐴗𐴥𐴝𐴙𐴚𐴒𐴙𐴝",
    "om": "Oromoo",  # with the word for language, as its speakers do
    "pa-Arab": "پنجابی (عربی)",
    "sr-Latn": "srpski (latinica)",
    "tzm": "Tamaziɣt n laṭlaṣ",
    "uz": "o‘zbek",
    "yo": "Èdè Yorùbá",
    "yue": "粵語",  # 廣東話 is the spoken word
    "zh-Hans": "中文 (简体)",
    "zh-Hant": "中文 (繁體)",
}


def cldr_locale(language: Language) -> Locale | None:
    """CLDR's locale for the language itself, if it has one."""
    try:
        locale = Locale.parse(language.tag.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None
    # Babel widens tags to the nearest locale that it knows; only the same language counts.
    return locale if locale.language == language.tag.split("-")[0] else None


def letters(name: str) -> str:
    """A name without case, and without the many ways to write an apostrophe or a bracket."""
    folded = unicodedata.normalize("NFC", name).casefold()
    return "".join(
        character for character in folded if character.isalnum() and character not in "ʼʻ‘’"
    )


def test_every_language_named_for_us_schools_is_held() -> None:
    assert {find(tag).tag for tag in NAMED} == NAMED


def test_kinds_are_kept_apart() -> None:
    spoken = {language.tag for language in spoken_languages()}
    written = {language.tag for language in written_languages()}
    assert {"yue", "cmn"} <= spoken - written
    assert {"zh-Hans", "zh-Hant"} <= written - spoken
    assert [language.tag for language in signed_languages()] == ["ase", "mfs"]
    assert {"ase", "mfs"}.isdisjoint(spoken | written)


def test_the_interface_is_whole_in_three_languages_and_for_families_in_twelve() -> None:
    staff = {language.tag for language in interface_languages(Area.STAFF)}
    family = {language.tag for language in interface_languages(Area.FAMILY)}
    assert staff == {"en", "es", "ar"}
    assert family - staff == {"zh-Hans", "zh-Hant", "vi", "so", "ht", "pt", "ru", "uk", "fa"}
    assert staff < family


def test_tags_are_written_as_bcp_47_writes_them() -> None:
    for language in all_languages():
        assert normalise(language.tag) == language.tag
        assert langcodes.tag_is_valid(language.tag)
        assert len(language.tag) <= 35  # what the columns for languages hold


def test_scripts_are_the_likely_ones_unless_langcodes_is_known_to_be_wrong() -> None:
    differing = {
        language.tag: language.script
        for language in written_languages()
        if language.script != langcodes.get(language.tag).maximize().script
    }
    assert differing == BETTER_SCRIPTS


def test_only_written_languages_have_a_script() -> None:
    assert all((language.script is not None) is language.written for language in all_languages())


def test_direction_is_that_of_the_letters_of_the_own_name() -> None:
    for language in written_languages():
        classes = {unicodedata.bidirectional(character) for character in language.own_name}
        assert bool(classes & {"R", "AL"}) is language.is_rtl, language.tag


def test_direction_agrees_with_cldr() -> None:
    compared = 0
    for language in written_languages():
        locale = cldr_locale(language)
        if locale is not None and language.tag not in OTHER_SCRIPT_IN_CLDR:
            assert language.direction == Direction(locale.text_direction), language.tag
            compared += 1
    assert compared > 70


def test_own_names_are_cldrs_or_differ_on_purpose() -> None:
    differing = {}
    for language in all_languages():
        locale = cldr_locale(language)
        if locale is not None:
            cldrs = locale.get_display_name() or ""
            if letters(language.own_name) != letters(cldrs):
                differing[language.tag] = cldrs
    assert differing == OTHER_OWN_NAMES


def test_own_names_are_written_in_their_own_script() -> None:
    for language in written_languages():
        assert language.script is not None
        for character in filter(str.isalpha, language.own_name):
            name = unicodedata.name(character)
            assert name.startswith((LETTERS_OF[language.script], "MODIFIER")), language.tag


def test_english_names_are_cldrs_or_differ_on_purpose() -> None:
    differing = {}
    for language in all_languages():
        cldrs = langcodes.get(language.tag).display_name("en")
        if letters(language.english_name) != letters(cldrs):
            differing[language.tag] = cldrs
    assert differing == OTHER_ENGLISH_NAMES


def test_names_tell_languages_apart() -> None:
    assert len({language.own_name for language in all_languages()}) == len(all_languages())
    assert len({language.english_name for language in all_languages()}) == len(all_languages())


def test_plural_rules_sort_counts_as_cldr_does() -> None:
    compared = 0
    for language in all_languages():
        # CLDR's Kurdish is Kurmanji.
        locale = Locale.parse("ku") if language.tag == "kmr" else cldr_locale(language)
        forms = [plural_form(language.plural_forms, count) for count in COUNTS]
        assert set(forms) == set(range(language.plural_count)), language.tag
        if language.tag.split("-")[0] in ONE_FORM_IN_CLDR:
            assert language.plural_count == 1, language.tag
        elif locale is None or not locale.plural_form.rules:
            assert language.plural_forms == "nplurals=2; plural=(n != 1);", language.tag
        else:
            categories = [locale.plural_form(count) for count in COUNTS]
            # Counts share a form exactly where they share a category.
            pairs = set(zip(forms, categories, strict=True))
            assert len(pairs) == len(set(forms)) == len(set(categories)), language.tag
            compared += 1
    assert compared > 60


def test_arabic_forms_stand_in_gettexts_order() -> None:
    rule = find("ar").plural_forms
    assert [plural_form(rule, n) for n in (0, 1, 2, 3, 10, 11, 99, 100, 102, 103)] == [
        0, 1, 2, 3, 3, 4, 4, 5, 5, 3,
    ]  # fmt: skip


def test_fallback_leads_through_written_languages_to_english() -> None:
    for language in all_languages():
        chain = reading_chain(language)
        assert chain[-1].tag == "en"
        assert all(each.written for each in chain)
        assert len(set(chain)) == len(chain)
        assert (chain[0] == language) is language.written


def test_fallback_is_where_most_readers_read_that_language() -> None:
    def stands_in(tag: str) -> str:
        return reading_chain(find(tag))[1].tag

    assert {stands_in(tag) for tag in ("mam", "quc", "kjb", "nah", "omq-x-mixtec")} == {"es"}
    assert {stands_in(tag) for tag in ("mh", "chk", "ksw", "rhg", "ckb", "om")} == {"en"}
    assert stands_in("fa-AF") == "fa"
    assert stands_in("kea") == "pt"


def test_people_read_languages_that_are_written() -> None:
    for language in all_languages():
        assert language.reads
        assert all(find(tag).written for tag in language.reads)


def test_speakers_and_signers_are_shown_what_they_read() -> None:
    assert reading_language(find("yue")).tag == "zh-Hant"
    assert reading_language(find("cmn")).tag == "zh-Hans"
    assert reading_language(find("ase")).tag == "en"
    assert reading_language(find("mam")).tag == "mam"


def test_dates_are_in_words_of_the_language_or_of_what_stands_in_for_it() -> None:
    for language in all_languages():
        months = Locale.parse(language.formatting_locale).months["format"]["wide"]
        assert not any(re.fullmatch(r"M\d+", name) for name in months.values()), language.tag
        words_of = formatting_language(language)
        assert words_of in (language, *reading_chain(language)), language.tag
        english = Locale.parse("en").months["format"]["wide"] == months
        assert english is (words_of.tag == "en"), language.tag


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ES_mx", "es"),
        ("es-419", "es"),
        ("zh", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("zh-yue", "yue"),
        ("pt_BR", "pt"),
        ("prs", "fa-AF"),
        ("fa_af", "fa-AF"),
        ("fa-IR", "fa"),
        ("tl", "fil"),
        ("iw", "he"),
        ("ku", "kmr"),
        ("mww", "mww-Latn"),
        ("hnj", "hnj-Latn"),
        ("fuv", "ff"),
        (" ar-IQ ", "ar"),
        ("OMQ_X_Mixtec", "omq-x-mixtec"),
    ],
)
def test_people_write_tags_in_many_ways(written: str, meant: str) -> None:
    assert nearest(written).tag == meant


@pytest.mark.parametrize("tag", ["", "!!", "klingon?", "x", "es\x00", "e" * 400, "tlh", "\ud800"])
def test_what_is_no_language_of_ours_is_unknown(tag: str) -> None:
    with pytest.raises(UnknownLanguage):
        nearest(tag)
    with pytest.raises(UnknownLanguage):
        find(tag)


def test_a_region_is_not_a_language_of_its_own() -> None:
    with pytest.raises(UnknownLanguage):
        find("es-MX")
    assert normalise("ES_mx") == "es-MX"


@given(st.text())
def test_any_text_is_a_tag_or_unknown(text: str) -> None:
    for question in (normalise, nearest, name_of):
        try:
            question(text)
        except UnknownLanguage:
            continue


def test_the_rest_of_the_worlds_languages_have_names() -> None:
    assert name_of("tlh") == "Klingon"
    assert name_of("mam") == "Mam"
    with pytest.raises(UnknownLanguage):
        name_of("xqq")


def test_attributes_are_safe_in_a_page() -> None:
    assert str(find("ar").attributes) == ' lang="ar" dir="rtl"'
    assert str(find("zh-Hant").attributes) == ' lang="zh-Hant" dir="ltr"'
