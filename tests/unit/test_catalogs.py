"""The catalogs hold every message of the pages, and the check that says so can fail."""

from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path

import polib
import pytest
from jinja2 import TemplateSyntaxError

from council.languages import catalogs
from council.languages.catalogs import catalog_problems, extract, main, merge
from council.languages.registry import Language, find
from council.paths import TEMPLATES


def test_catalogs_are_complete_and_true_to_the_pages() -> None:
    assert catalogs.problems() == []


def test_extraction_is_the_same_each_time_and_says_no_date_or_line() -> None:
    text = f"{extract()}"
    assert text == f"{extract()}"
    assert not any("Date" in name for name in extract().metadata)
    assert all(line == "" for entry in extract() for _source, line in entry.occurrences)


# Interpreters work in the languages of the staff; their pages only share the quiet layout.
FOR_INTERPRETERS = "templates/interpreting/*"


def test_every_page_laid_out_for_families_is_translated_for_families() -> None:
    pages = {
        f"templates/{path.relative_to(TEMPLATES).as_posix()}"
        for path in TEMPLATES.rglob("*.html")
        if '{% extends "family_base.html" %}' in path.read_text("utf-8")
    }
    assert "templates/languages/choose.html" in pages
    left_out = {
        page
        for page in pages
        if not any(
            fnmatch(page, pattern) for pattern in (*catalogs.FAMILY_SOURCES, FOR_INTERPRETERS)
        )
    }
    assert left_out == set()


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A little house that says something in each way that pages and forms can."""
    (tmp_path / "council/thread").mkdir(parents=True)
    (tmp_path / "templates/family").mkdir(parents=True)
    (tmp_path / "council/thread/forms.py").write_text(
        "# Translators: on the button\n"
        "label = _l('Look it up')\n"
        "_n = ngettext('%(num)s family', '%(num)s families', 2)\n"
        "lazy_pgettext('language', 'Mam')\n"
    )
    (tmp_path / "council/staff.py").write_text("_('Posted by %(name)s', name=name)\n")
    (tmp_path / "templates/family/thread.html").write_text(
        "{{ _('Look it up') }}{% trans %}An <b>answer</b>{% endtrans %}"
    )
    return tmp_path


def test_messages_are_found_in_code_and_templates(house: Path) -> None:
    found = {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in extract(top=house)}
    assert found == {
        (None, "Look it up", ""),
        (None, "%(num)s family", "%(num)s families"),
        ("language", "Mam", ""),
        (None, "Posted by %(name)s", ""),
        (None, "An <b>answer</b>", ""),
    }
    entry = extract(top=house).find("Look it up")
    assert entry is not None
    assert [source for source, _ in entry.occurrences] == [
        "council/thread/forms.py",
        "templates/family/thread.html",
    ]
    assert "on the button" in entry.comment


def test_a_template_that_cannot_be_read_stops_the_extraction(house: Path) -> None:
    (house / "templates/family/broken.html").write_text("{% if %}{{ _('Lost') }}")
    with pytest.raises(TemplateSyntaxError, match=r"in .*broken\.html"):
        extract(top=house)


def test_merging_keeps_translations_and_drops_what_no_page_says(house: Path) -> None:
    before = polib.POFile()
    before.metadata = {"X-Review": "reviewed by Ana Demo"}
    before.append(polib.POEntry(msgid="Look it up", msgstr="Búsquelo", tcomment="checked"))
    before.append(polib.POEntry(msgid="Gone", msgstr="Ido"))
    merged = merge(extract(top=house), find("es"), before)
    kept = merged.find("Look it up")
    assert kept is not None
    assert (kept.msgstr, kept.tcomment) == ("Búsquelo", "checked")
    assert merged.find("Gone") is None
    assert merged.metadata["X-Review"] == "reviewed by Ana Demo"
    assert merged.metadata["Plural-Forms"] == find("es").plural_forms


def test_a_new_catalog_calls_itself_a_draft(house: Path) -> None:
    merged = merge(extract(top=house), find("vi"), polib.POFile())
    assert merged.metadata["X-Review"] == "draft, not yet reviewed by a native speaker"
    assert merged.metadata["Language"] == "vi"


ARABIC = find("ar")

WORDS = {
    "Look it up": ["بحث"],
    "%(num)s family": [
        "لا عائلات",
        "عائلة واحدة",
        "عائلتان",
        "%(num)s عائلات",
        "%(num)s عائلة",
        "%(num)s عائلة",
    ],
    "Mam": ["المام"],
    "Posted by %(name)s": ["نشره %(name)s"],
    "An <b>answer</b>": ["<b>رد</b>"],
}

Check = Callable[..., list[str]]


@pytest.fixture
def check(house: Path) -> Check:
    """What the check says of a full Arabic catalog of the little house, after some change."""

    def run(
        change: Callable[[polib.POFile], None] = lambda po: None, language: Language = ARABIC
    ) -> list[str]:
        pot = extract(top=house)
        po = merge(pot, language, polib.POFile())
        for entry in po:
            words = WORDS[entry.msgid]
            if entry.msgid_plural:
                forms = words[-language.plural_count :]
                entry.msgstr_plural = dict(enumerate(forms))
            else:
                entry.msgstr = words[0]
        change(po)
        path = house / "messages.po"
        path.write_text(f"{po}", encoding="utf-8")
        return list(catalog_problems(language, path, pot))

    return run


def set_words(msgid: str, words: str) -> Callable[[polib.POFile], None]:
    """A translator writes this."""

    def change(po: polib.POFile) -> None:
        entry = po.find(msgid)
        assert entry is not None
        entry.msgstr = words

    return change


def set_form(number: int, words: str) -> Callable[[polib.POFile], None]:
    """A translator writes this for one plural form."""

    def change(po: polib.POFile) -> None:
        entry = po.find("%(num)s family")
        assert entry is not None
        entry.msgstr_plural[number] = words

    return change


def test_a_full_catalog_passes(check: Check) -> None:
    assert check() == []


def test_numbers_may_be_words_only_where_a_form_stands_for_one_number(check: Check) -> None:
    assert check(set_form(2, "عائلتان")) == []
    assert "placeholders" in check(set_form(3, "عائلات"))[0]
    # In Persian the first form is for none and one alike, so it must say which.
    assert "placeholders" in check(set_form(0, "یک خانواده"), find("fa"))[0]


def test_a_missing_message_is_found(check: Check) -> None:
    assert check(set_words("Posted by %(name)s", "")) == ["lacks “Posted by %(name)s”."]
    assert check(set_form(4, " ")) == ["lacks “%(num)s family”."]


def test_a_family_language_needs_only_what_families_read(check: Check) -> None:
    assert check(set_words("Posted by %(name)s", ""), find("fa")) == []
    assert check(set_words("Look it up", ""), find("fa")) == ["lacks “Look it up”."]


@pytest.mark.parametrize(
    "words", ["نشره", "نشره %(nme)s", "نشره %(name)d", "نشره %(name)s %(name)s", "نشره %(name)s 5%"]
)
def test_other_placeholders_are_found(check: Check, words: str) -> None:
    assert "has other placeholders" in check(set_words("Posted by %(name)s", words))[0]


@pytest.mark.parametrize("words", ["رد", "<b>رد", "<i>رد</i>", "<b>رد</b><script>"])
def test_other_tags_are_found(check: Check, words: str) -> None:
    assert "has other HTML tags" in check(set_words("An <b>answer</b>", words))[0]


def test_unsure_translations_are_found(check: Check) -> None:
    def change(po: polib.POFile) -> None:
        po[0].flags.append("fuzzy")

    assert any("fuzzy" in problem for problem in check(change))


@pytest.mark.parametrize(
    "change",
    [
        lambda po: po.metadata.update({"Plural-Forms": "nplurals=2; plural=(n != 1);"}),
        lambda po: po.metadata.pop("X-Review"),
        lambda po: po.append(polib.POEntry(msgid="Gone", msgstr="Ido")),
        lambda po: po.remove(po[0]),
    ],
)
def test_a_catalog_that_is_not_as_the_tool_writes_it_is_found(
    check: Check, change: Callable[[polib.POFile], None]
) -> None:
    assert check(change)


def test_the_command_fails_when_something_is_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(catalogs, "problems", lambda: ["es: lacks “Yes”."])
    assert main(["check"]) == 1
    assert "lacks “Yes”" in capsys.readouterr().out
    monkeypatch.setattr(catalogs, "problems", list)
    assert main(["check"]) == 0


def test_the_command_writes_what_the_check_accepts(
    house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogs, "POT", tmp_path / "translations/messages.pot")
    monkeypatch.setattr(
        catalogs, "catalog_path", lambda language: tmp_path / f"translations/{language.tag}.po"
    )
    monkeypatch.setattr(catalogs, "PACKAGE", house / "council")
    monkeypatch.setattr(catalogs, "TEMPLATES", house / "templates")
    assert any("run `make catalogs`" in problem for problem in catalogs.problems())
    assert main(["extract"]) == 0
    assert {problem.split(": ")[1][:5] for problem in catalogs.problems()} == {"lacks"}
    (house / "council/staff.py").write_text("_('Something new')\n")
    assert "messages.pot is not what the pages say now" in catalogs.problems()[0]
