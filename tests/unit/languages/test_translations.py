"""Catalogs are read as translators left them, plural rule and all."""

import os
from pathlib import Path

import polib
import pytest
from babel import Locale

from council.languages import translations
from council.languages.catalogs import interface_catalogs
from council.languages.registry import Language, find
from council.languages.translations import CatalogMissing, catalog_for, is_draft


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of catalogs of the test's own, with nothing read from it yet."""
    monkeypatch.setattr(translations, "TRANSLATIONS", tmp_path)
    monkeypatch.setattr(translations, "_loaded", {})
    return tmp_path


def write(language: Language, review: str = "draft", **words: str) -> Path:
    path = translations.catalog_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    po = polib.POFile()
    po.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Plural-Forms": language.plural_forms,
        "X-Review": review,
    }
    for msgid, msgstr in words.items():
        po.append(polib.POEntry(msgid=msgid, msgstr=msgstr))
    forms = {form: f"form {form}" for form in range(language.plural_count)}
    po.append(polib.POEntry(msgid="one", msgid_plural="many", msgstr_plural=forms))
    po.save(str(path))
    return path


def test_arabic_counts_by_the_rule_of_its_own_header(folder: Path) -> None:
    write(find("ar"))
    catalog = catalog_for(find("ar"))
    found = [catalog.ungettext("one", "many", count) for count in (0, 1, 2, 3, 11, 100)]
    assert found == [f"form {form}" for form in range(6)]


@pytest.mark.parametrize("language", interface_catalogs(), ids=str)
def test_counts_share_a_form_where_cldr_says_so(folder: Path, language: Language) -> None:
    write(language)
    catalog = catalog_for(language)
    category = Locale.parse(language.formatting_locale).plural_form
    pairs = {(catalog.ungettext("one", "many", n), category(n)) for n in range(206)}
    assert len(pairs) == language.plural_count
    assert len({form for form, _ in pairs}) == len({name for _, name in pairs}) == len(pairs)


def test_a_catalog_is_read_once_a_process_unless_it_is_watched(folder: Path) -> None:
    path = write(find("es"), Yes="Sí")
    assert catalog_for(find("es")).gettext("Yes") == "Sí"
    write(find("es"), Yes="Claro")
    os.utime(path, ns=(1, 1))
    assert catalog_for(find("es")).gettext("Yes") == "Sí"
    assert catalog_for(find("es"), watch=True).gettext("Yes") == "Claro"


def test_a_missing_catalog_is_an_error_and_not_english(folder: Path) -> None:
    with pytest.raises(CatalogMissing, match="Spanish"):
        catalog_for(find("es"))


def test_english_needs_no_catalog(folder: Path) -> None:
    assert catalog_for(find("en")).gettext("Yes") == "Yes"
    assert not is_draft(find("en"))


def test_the_header_says_whether_a_native_speaker_has_reviewed(folder: Path) -> None:
    write(find("es"), review="draft, not yet reviewed by a native speaker")
    assert is_draft(find("es"))
    path = write(find("es"), review="reviewed by Ana Demo on 2026-11-24")
    os.utime(path, ns=(1, 1))
    assert not is_draft(find("es"))


def test_a_draft_s_unsure_words_are_not_shown(folder: Path) -> None:
    path = write(find("es"), Yes="Sí")
    po = polib.pofile(str(path))
    po[0].flags.append("fuzzy")
    po.save(str(path))
    assert catalog_for(find("es")).gettext("Yes") == "Yes"


def test_english_words_in_another_language_s_page_are_told_to_the_log_once(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(find("es"), Yes="Sí")
    catalog = catalog_for(find("es"))
    assert [catalog.ugettext(words) for words in ("Yes", "No", "No")] == ["Sí", "No", "No"]
    assert catalog.ungettext("a day", "days", 3) == "days"
    assert [record.message for record in caplog.records] == [
        "The Spanish catalog lacks: No",
        "The Spanish catalog lacks: a day",
    ]


def test_asking_for_the_name_of_a_language_is_no_gap(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(find("es"))
    assert catalog_for(find("es")).pgettext("language", "Swedish") == "Swedish"
    assert caplog.records == []
