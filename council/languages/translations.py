"""The catalogs that the interface is read from: `.po` files, as a translator left them."""

import io
import logging
from dataclasses import dataclass
from pathlib import Path

import polib
from babel.support import NullTranslations, Translations

from council.languages.registry import Language
from council.paths import TRANSLATIONS

Catalog = NullTranslations | Translations

# The interface is written in English, so English has no file.
ENGLISH = NullTranslations()

log = logging.getLogger(__name__)


class CatalogMissing(Exception):
    """The registry promises a catalog for this language, and there is no file."""


class EnglishAsLastResort(NullTranslations):
    """Says in English what a catalog lacks, and tells the log, once a process each.

    The checks find what is missing before a reader does; this finds what the checks cannot see.
    """

    def __init__(self, language: Language) -> None:
        super().__init__()
        self.language = language
        self.told: set[str] = set()

    def gettext(self, message: str) -> str:
        """The English words."""
        self._tell(message)
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The English words for this count."""
        self._tell(msgid1)
        return msgid1 if n == 1 else msgid2

    def _tell(self, message: str) -> None:
        if message not in self.told:
            self.told.add(message)
            log.warning("The %s catalog lacks: %s", self.language.english_name, message)


@dataclass(frozen=True, slots=True)
class _Loaded:
    changed: int
    catalog: Translations
    review: str


_loaded: dict[str, _Loaded] = {}


def catalog_path(language: Language) -> Path:
    """Where the language's catalog is kept, in a folder named by its tag."""
    return TRANSLATIONS / language.tag / "LC_MESSAGES" / "messages.po"


def catalog_for(language: Language, *, watch: bool = False) -> Catalog:
    """The language's catalog, read once a process; with `watch`, again when its file changes."""
    return ENGLISH if language.tag == "en" else _load(language, watch).catalog


def is_draft(language: Language) -> bool:
    """No native speaker has reviewed the catalog yet, as its header says."""
    return language.tag != "en" and _load(language, watch=True).review.startswith("draft")


def _load(language: Language, watch: bool) -> _Loaded:
    kept = _loaded.get(language.tag)
    if kept is not None and not watch:
        return kept
    path = catalog_path(language)
    if not path.is_file():
        raise CatalogMissing(f"{language.english_name} has no catalog at {path}.")
    changed = path.stat().st_mtime_ns
    if kept is None or kept.changed != changed:
        po = polib.pofile(str(path))
        # Polib writes the header as it stands in the file. Babel's own reader and writer would
        # put their own plural rule there: another order for Arabic, none outside CLDR.
        catalog = Translations(io.BytesIO(po.to_binary()), domain="messages")
        catalog.add_fallback(EnglishAsLastResort(language))
        kept = _loaded[language.tag] = _Loaded(changed, catalog, po.metadata["X-Review"])
    return kept
