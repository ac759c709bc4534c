"""What the macros write is what a screen reader, a keyboard and a right-to-left reader need."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask, render_template_string
from wtforms import (
    BooleanField,
    FieldList,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from council.forms import CouncilForm
from council.languages.registry import Language, find


@dataclass
class Knot:
    label: str
    state: str
    href: str | None = None
    detail: str | None = None
    lang: Language | None = None


@dataclass
class Passage:
    words: str
    language: Language
    standing: str
    note: str | None = None


@dataclass
class Cell:
    word: str
    sign: str | None = None
    tone: str | None = None
    count: int | None = None
    href: str | None = None


@dataclass
class Line:
    label: str
    cells: list[Cell | None] = field(default_factory=list)
    language: Language | None = None
    href: str | None = None


class MeetingForm(CouncilForm):
    title = StringField("Title", [InputRequired("Give the meeting a title.")])
    place = StringField("Place", description="As families would look for it.")
    mode = RadioField(
        "Mode",
        [InputRequired("Choose one.")],
        choices=[
            SelectChoice("site", "At the school", {"help": "In the library"}),
            SelectChoice("video", "By video"),
        ],
    )
    aids = SelectMultipleField(
        "Aids",
        choices=[SelectChoice("child", "Childcare"), SelectChoice("ride", "Rides")],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    note = TextAreaField("Note", [Length(max=5, message="Write less.")])
    public = BooleanField("Post it")
    names = FieldList(StringField("Name", [InputRequired("Name them.")]), min_entries=1)


class BallotForm(CouncilForm):
    library = IntegerField("Library")


@pytest.fixture
def page(sqlite_app: Flask) -> Iterator[Flask]:
    """A page in English that anybody could have asked for."""
    with sqlite_app.test_request_context("/?lang=en", method="POST", data={"note": "too long"}):
        yield sqlite_app


def rendered(source: str, **values: Any) -> BeautifulSoup:
    return BeautifulSoup(render_template_string(source, **values), "html.parser")


def test_each_error_is_beside_its_field_and_linked_from_the_top(page: Flask) -> None:
    form = MeetingForm()
    assert not form.validate()
    soup = rendered(
        """{% from "macros/forms.html" import form_errors, form_field %}
        {{ form_errors(form) }}{% for field in form %}{{ form_field(field) }}{% endfor %}""",
        form=form,
    )
    ids = [each["id"] for each in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    links = [each["href"][1:] for each in soup.select(".form-errors a")]
    assert links == ["title", "mode-0", "note", "names-0"]
    for link in links:
        control = soup.find(id=link)
        assert control is not None
        assert control.name in ("input", "textarea")
        assert control["aria-invalid"] == "true"
    for name, sentence in (
        ("title", "Give the meeting a title."),
        ("mode", "Choose one."),
        ("note", "Write less."),
        ("names-0", "Name them."),
    ):
        told = soup.find(id=name)["aria-describedby"].split()[-1]
        assert soup.find(id=told).get_text(strip=True) == sentence
    assert soup.find(id="note").string.strip() == "too long"


def test_every_control_has_a_label_of_its_own(page: Flask) -> None:
    soup = rendered(
        """{% from "macros/forms.html" import form_field %}
        {% for field in form %}{{ form_field(field) }}{% endfor %}""",
        form=MeetingForm(),
    )
    controls = soup.select("input:not([type=hidden]), textarea, select")
    assert len(controls) == 9
    for control in controls:
        assert len(soup.select(f'label[for="{control["id"]}"]')) == 1
    assert soup.find(id="place")["aria-describedby"] == "place-help"
    assert soup.find(id="mode-0")["aria-describedby"] == "mode-0-help"
    optional = {each.find_parent(class_="field").find(["input", "textarea"])["name"]
                for each in soup.select(".optional")}  # fmt: skip
    assert optional == {"place", "aids", "note"}


def test_a_ballot_line_offers_none_to_three_dots_and_keeps_those_given(page: Flask) -> None:
    soup = rendered(
        """{% from "macros/forms.html" import dots %}
        {{ dots(form.library, title, language=ar) }}""",
        form=BallotForm(data={"library": 2}),
        title="مكتبة",
        ar=find("ar"),
    )
    assert [each["value"] for each in soup.select("input")] == ["0", "1", "2", "3"]
    assert [each["value"] for each in soup.select("input[checked]")] == ["2"]
    words = [each.get_text(" ", strip=True) for each in soup.select("label")]
    assert words == ["No dot", "1 dot", "2 dots", "3 dots"]
    assert soup.select_one("legend bdi")["dir"] == "rtl"


def test_the_thread_says_each_state_in_words_and_where_it_stands(page: Flask) -> None:
    knots = [
        Knot("Concern", "done", "/c", detail="12 November"),
        Knot("اقتراح", "here", lang=find("ar")),
        Knot("Answer", "late"),
        Knot("Steps", "next"),
    ]
    soup = rendered(
        """{% from "macros/thread.html" import thread %}{{ thread(knots, "Its way") }}""",
        knots=knots,
    )
    items = soup.select("ol > li")
    assert [each.select_one(".knot-state").get_text(strip=True) for each in items] == [
        "Done",
        "Now",
        "Late",
        "Still to come",
    ]
    assert [each.get("aria-current") for each in items] == [None, "step", None, None]
    assert items[0].a["href"] == "/c"
    assert items[1].bdi.attrs == {"lang": "ar", "dir": "rtl"}
    short = soup.select_one("summary")
    assert short.select_one(".thread-place").string == "3 of 4"
    assert "Answer" in short.get_text()


def test_the_large_thread_holds_what_its_page_puts_below_a_knot(page: Flask) -> None:
    soup = rendered(
        """{% from "macros/thread.html" import thread %}
        {% call(knot) thread(knots, "Its way", large=True) %}<b>{{ knot.state }}</b>
        {% endcall %}""",
        knots=[Knot("Concern", "done"), Knot("Answer", "here")],
    )
    assert [each.b.string for each in soup.select("ol > li")] == ["done", "here"]
    assert soup.select("details") == []


@pytest.mark.parametrize(
    ("standing", "sentence"),
    [
        ("original", "Original words"),
        ("approved", "Approved translation"),
        ("stale", "The original has changed since this was approved"),
        ("draft", "Draft translation, not yet approved"),
        ("machine", "Machine translation, not checked by a person"),
        ("missing", "Not translated yet"),
    ],
)
def test_a_passage_says_its_language_and_standing(
    page: Flask, standing: str, sentence: str
) -> None:
    words = "" if standing == "missing" else "<b>كلمات</b>"
    soup = rendered(
        """{% from "macros/passages.html" import passage %}{{ passage(p) }}""",
        p=Passage(words, find("ar"), standing),
    )
    line = soup.select_one(".passage-standing")
    assert line.strong.string == "العربية"
    assert line.select_one(".badge").get_text(strip=True) == sentence
    shown = soup.select_one("div.words")
    if standing == "missing":
        assert shown is None
    else:
        assert shown.string == words
        assert (shown["lang"], shown["dir"]) == ("ar", "rtl")


def test_the_board_names_the_column_in_every_cell(page: Flask) -> None:
    soup = rendered(
        """{% from "macros/lists.html" import board %}{{ board(rows, columns, "By language") }}""",
        columns=[{"label": "Coming"}, {"label": "Interpreter"}],
        rows=[
            Line("العربية", [Cell("families", count=0), None], find("ar")),
            Line(
                "Mam", [Cell("families", count=2), Cell("Open", "alert-circle", "late", href="/x")]
            ),
        ],
    )
    lines = soup.select("tbody tr")
    assert [[cell.select_one(".board-column").string for cell in line.select("td")]
            for line in lines] == [["Coming", "Interpreter"]] * 2  # fmt: skip
    assert lines[0].th.bdi["dir"] == "rtl"
    assert lines[0].select_one(".board-count").string == "0"
    assert lines[0].select("td")[1].select_one(".board-none").string == "None"
    assert lines[1].select("td")[1].a["href"] == "/x"


def test_what_is_typed_in_is_never_markup(page: Flask) -> None:
    evil = "<script>alert(1)</script>"
    soup = rendered(
        """{% from "macros/lists.html" import today_row, row, empty, facts %}
        {% from "macros/page.html" import page_head %}{% from "macros/states.html" import badge %}
        {{ today_row(evil, evil, evil, "/a", evil, late=evil) }}{{ row(evil, "/b", evil) }}
        {{ empty(evil, evil, "/c", evil) }}{{ facts([(evil, evil)]) }}
        {{ page_head(evil, badge("check", evil), lead=evil) }}""",
        evil=evil,
    )
    assert soup.select("script") == []
    assert soup.get_text().count(evil) == 16
