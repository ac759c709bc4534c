"""Keeping the catalogs true to the pages: extract what the pages say, and check the translations.

python -m council.languages.catalogs extract    refreshes messages.pot and every catalog
python -m council.languages.catalogs check      says what is missing or wrong; 1 if anything is
"""

import argparse
import gettext
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path

import polib
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from jinja2 import TemplateSyntaxError

from council.languages.registry import Area, Language, all_languages
from council.languages.translations import catalog_path
from council.paths import PACKAGE, TEMPLATES, TRANSLATIONS

POT = TRANSLATIONS / "messages.pot"
PROJECT = "Council"
DRAFT = "draft, not yet reviewed by a native speaker"

# Files whose words families read. Every family language must have all of them; English, Spanish
# and Arabic have everything. Patterns are shell patterns, from the top of the repository.
FAMILY_SOURCES = (
    "council/*/family_*",
    "council/access/tickets.py",
    "council/concerns/codes.py",
    "council/concerns/sheet.py",
    "council/concerns/wording.py",
    "council/languages/*",
    "council/meetings/sheets.py",
    "council/moves.py",
    "council/notices/letters.py",
    "council/packets/comment_card.py",
    "council/packets/headings.py",
    "council/packets/messages.py",
    "council/recommendations/letter.py",
    "council/recommendations/offers.py",
    "council/recommendations/talking_points.py",
    "council/recommendations/wording.py",
    "council/rounds/ballot.py",
    "council/rounds/offers.py",
    "council/rounds/operations.py",
    "council/thread/*",
    "templates/*/family_*",
    "templates/errors/*",
    "templates/family/*",
    "templates/family_base.html",
    "templates/languages/*",
    "templates/macros/*",
    "templates/notices/email.html",
    "templates/packets/wait_for_packet.html",
    "templates/rounds/pieces.html",
    "templates/rounds/vote*",
    "templates/thread/*",
    "templates/today/what_we_keep.html",
)

KEYWORDS = DEFAULT_KEYWORDS | {
    "_l": None,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
    "lazy_npgettext": ((1, "c"), 2, 3),
}
TRANSLATOR_COMMENTS = ("Translators:",)

# A doubled or a lone % counts too: Jinja fills every sentence, so a slip there breaks the page.
PLACEHOLDER = re.compile(r"%\(\w+\)[-#0+.\d]*[a-zA-Z]|%[a-zA-Z%]|%|\{\w*\}")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
# Counts that every rule is tried with: all endings up to a hundred, twice over, and a little more.
COUNTS = range(206)

Key = tuple[str | None, str]


def interface_catalogs() -> tuple[Language, ...]:
    """The languages that have a catalog: all languages of the interface but English."""
    return tuple(
        language for language in all_languages() if language.areas and language.tag != "en"
    )


def extract(*, top: Path | None = None) -> polib.POFile:
    """Everything that pages, forms and messages say, in one order whatever machine reads it."""
    pot = polib.POFile(wrapwidth=99)
    pot.metadata = {"Project-Id-Version": PROJECT, **_encoding()}
    found: dict[Key, polib.POEntry] = {}
    for path, source in _sources(top):
        for message in _messages(path):
            entry = found.setdefault((message.msgctxt, message.msgid), message)
            if message.msgid_plural and not entry.msgid_plural:
                entry.msgid_plural, entry.msgstr_plural = message.msgid_plural, {0: "", 1: ""}
            if (source, "") not in entry.occurrences:
                entry.occurrences.append((source, ""))
            if message.comment and message.comment not in entry.comment:
                entry.comment = "\n".join(filter(None, (entry.comment, message.comment)))
    pot.extend(found[key] for key in sorted(found, key=lambda key: (key[1], key[0] or "")))
    return pot


def _sources(top: Path | None) -> Iterator[tuple[Path, str]]:
    """Each file that may speak, with the name that the catalogs give it."""
    for folder, name, endings in (
        (top / "council" if top else PACKAGE, "council", {".py"}),
        (top / "templates" if top else TEMPLATES, "templates", {".html", ".txt"}),
    ):
        for path in sorted(folder.rglob("*")):
            if path.suffix in endings:
                yield path, f"{name}/{path.relative_to(folder).as_posix()}"


def _messages(path: Path) -> Iterator[polib.POEntry]:
    method = "python" if path.suffix == ".py" else "jinja2"
    # Not silent: a template that cannot be read must not look like one without words.
    options = {"encoding": "utf-8", "silent": "false", "newstyle_gettext": "true"}
    try:
        found = extract_from_file(
            method, path, KEYWORDS, TRANSLATOR_COMMENTS, options, strip_comment_tags=True
        )
    except TemplateSyntaxError as error:
        error.add_note(f"in {path}")  # Babel hands Jinja the words without the name
        raise
    for _line, words, comments, context in found:
        singular, plural = words if isinstance(words, tuple) else (words, "")
        entry = polib.POEntry(
            msgid=singular, msgctxt=context, comment="\n".join(comments), occurrences=[]
        )
        if plural:
            entry.msgid_plural, entry.msgstr_plural = plural, {0: "", 1: ""}
        if re.search(r"%\(\w+\)|%[sd]", singular + plural):
            entry.flags.append("python-format")
        yield entry


def _encoding() -> dict[str, str]:
    return {
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }


def merge(pot: polib.POFile, language: Language, existing: polib.POFile) -> polib.POFile:
    """The language's catalog with exactly the messages of the pages, translations kept."""
    kept = {(entry.msgctxt, entry.msgid): entry for entry in existing if not entry.obsolete}
    po = polib.POFile(wrapwidth=99)
    po.metadata = {
        "Project-Id-Version": PROJECT,
        "Language": language.tag,
        **_encoding(),
        "Plural-Forms": language.plural_forms,
        "X-Review": existing.metadata.get("X-Review", DRAFT),
    }
    for message in pot:
        before = kept.get((message.msgctxt, message.msgid))
        entry = polib.POEntry(
            msgid=message.msgid,
            msgctxt=message.msgctxt,
            comment=message.comment,
            occurrences=message.occurrences,
            flags=list(message.flags),
            tcomment=before.tcomment if before else "",
        )
        if before is not None and before.fuzzy:
            entry.flags.append("fuzzy")
        if message.msgid_plural:
            entry.msgid_plural = message.msgid_plural
            same = before is not None and before.msgid_plural == message.msgid_plural
            words = before.msgstr_plural if before is not None and same else {}
            entry.msgstr_plural = {
                form: words.get(form, "") for form in range(language.plural_count)
            }
        elif before is not None:
            entry.msgstr = before.msgstr
        po.append(entry)
    return po


def refresh() -> None:
    """Writes messages.pot and every catalog anew from what the pages say."""
    pot = extract()
    _write(pot, POT)
    for language in interface_catalogs():
        path = catalog_path(language)
        existing = polib.pofile(str(path)) if path.is_file() else polib.POFile()
        _write(merge(pot, language, existing), path)


def _write(catalog: polib.POFile, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{catalog}", encoding="utf-8", newline="\n")


def is_for_families(entry: polib.POEntry) -> bool:
    """Some page or message that families read says this."""
    return any(
        fnmatch(source, pattern)
        for source, _line in entry.occurrences
        for pattern in FAMILY_SOURCES
    )


def problems() -> list[str]:
    """Everything that is missing or wrong, one sentence each."""
    pot = extract()
    found = []
    if not POT.is_file() or POT.read_text(encoding="utf-8") != f"{pot}":
        found.append(f"{POT.name} is not what the pages say now; run `make catalogs`.")
    for language in interface_catalogs():
        path = catalog_path(language)
        if not path.is_file():
            found.append(f"{language.tag}: has no catalog; run `make catalogs`.")
            continue
        found += [f"{language.tag}: {what}" for what in catalog_problems(language, path, pot)]
    return found


def catalog_problems(language: Language, path: Path, pot: polib.POFile) -> Iterator[str]:
    """What is missing or wrong in one catalog."""
    po = polib.pofile(str(path), wrapwidth=99)
    if path.read_text(encoding="utf-8") != f"{merge(pot, language, po)}":
        yield "does not have the messages of the pages; run `make catalogs`."
    if po.metadata.get("Plural-Forms") != language.plural_forms:
        yield "its header has another plural rule than the registry."
    if not po.metadata.get("X-Review"):
        yield "its header does not say whether a native speaker has reviewed it."
    for entry in po:
        if entry.obsolete:
            continue
        if entry.fuzzy:
            yield f"is not sure (fuzzy) about “{entry.msgid}”."
        needed = language.has_catalog(Area.STAFF) or is_for_families(entry)
        if needed or any(_forms(entry)):
            yield from _entry_problems(language, entry)


def _forms(entry: polib.POEntry) -> list[str]:
    if entry.msgid_plural:
        return [entry.msgstr_plural[form] for form in sorted(entry.msgstr_plural)]
    return [entry.msgstr]


def _entry_problems(language: Language, entry: polib.POEntry) -> Iterator[str]:
    forms = _forms(entry)
    if not all(form.strip() for form in forms):
        yield f"lacks “{entry.msgid}”."
        return
    if entry.msgid_plural and len(forms) != language.plural_count:
        yield f"has {len(forms)} plural forms for “{entry.msgid}”, not {language.plural_count}."
        return
    wanted = _placeholders(entry.msgid_plural or entry.msgid)
    for number, form in enumerate(forms):
        lacking, extra = wanted - _placeholders(form), _placeholders(form) - wanted
        # "One family", or Arabic's dual, says its number as a word; but only a form that stands
        # for a single number can.
        spelled_out = entry.msgid_plural and _is_for_one_count(language, number)
        if extra or lacking.total() > (1 if spelled_out else 0):
            yield f"has other placeholders in “{form}” than “{entry.msgid}”."
        if _tags(form) != _tags(entry.msgid):
            yield f"has other HTML tags in “{form}” than “{entry.msgid}”."
        if form.strip() != form and entry.msgid.strip() == entry.msgid:
            yield f"has a blank at an end of “{form}”."


def _placeholders(words: str) -> Counter[str]:
    return Counter(PLACEHOLDER.findall(words))


def _tags(words: str) -> Counter[str]:
    return Counter(TAG.findall(words))


def plural_form(plural_forms: str, count: int) -> int:
    """Which form a header's rule takes for a count, as gettext reads it."""
    rule = re.search(r"plural=(.+);\s*$", plural_forms)
    if rule is None:
        raise ValueError(plural_forms)
    form: int = gettext.c2py(rule[1])(count)
    return form


def _is_for_one_count(language: Language, form: int) -> bool:
    counts = (plural_form(language.plural_forms, count) for count in COUNTS)
    return Counter(counts)[form] == 1


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """The command, for `make catalogs` and for the checks."""
    parser = argparse.ArgumentParser(prog="python -m council.languages.catalogs")
    parser.add_argument("what", choices=("extract", "check"))
    if parser.parse_args(arguments).what == "extract":
        refresh()
        return 0
    found = problems()
    _say(found or ["The catalogs are complete and true to the pages."])
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
