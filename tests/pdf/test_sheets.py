"""Small sheets as the printer makes them: accessible, archivable, in any pair, on one page."""

from collections.abc import Callable, Sequence

import pypdfium2
import pytest
from flask import Flask

from council import clock
from council.access.tickets import ticket_number
from council.concerns.sheet import concern_sheets
from council.languages.registry import find
from council.meetings.sheets import sign_in_sheets, speaker_sheets
from council.packets.comment_card import POINTS, CommentCard
from council.packets.gather import gather
from council.printing.document import Document, Layout, Paper, TextSize
from council.printing.fillable import make_fillable
from council.recommendations.letter import response_letter
from council.recommendations.talking_points import talking_points
from council.rounds.ballot import paper_ballots
from council.rounds.operations import make_paper_tickets
from council.texts.sheet_pages import print_each_page_alone, print_sheet
from council.texts.sheets import SheetStyle
from tests.factories.packets import a_small_meeting, translate
from tests.factories.recommendations import a_theme, answered_by_paula
from tests.factories.rounds import a_round
from tests.factories.school import Cast
from tests.pdf.verapdf import PDF_A_2A, PDF_UA_1, Validator

Make = Callable[[Cast, SheetStyle], Sequence[Document]]


def a_concern_sheet(cast: Cast, style: SheetStyle) -> Sequence[Document]:
    return concern_sheets(cast.council, style)


def a_sign_in_sheet(cast: Cast, style: SheetStyle) -> Sequence[Document]:
    return sign_in_sheets(a_small_meeting(cast), style)


def a_speaker_sheet(cast: Cast, style: SheetStyle) -> Sequence[Document]:
    return speaker_sheets(a_small_meeting(cast), style)


def a_ballot(cast: Cast, style: SheetStyle) -> Sequence[Document]:
    round_ = a_round(cast, "Buses", "Lunch", "Homework", "A safe crossing", "Letters home")
    for option in round_.options:
        translate(cast, option.theme.title_id, "ar", "حافلات تصل متأخرة")
    return [
        paper_ballots(
            cast.council, round_, make_paper_tickets(round_, 1, by=cast.coordinator), style
        )
    ]


def notes_to_speak_from(cast: Cast, style: SheetStyle) -> Sequence[Document]:
    return [talking_points(answered_by_paula(cast, a_theme(cast)), style)]


def a_letter(cast: Cast, style: SheetStyle) -> Sequence[Document]:
    return [response_letter(answered_by_paula(cast, a_theme(cast)).responses[-1], style)]


SHEETS = (
    a_concern_sheet,
    a_sign_in_sheet,
    a_speaker_sheet,
    a_ballot,
    notes_to_speak_from,
    a_letter,
)
FORMS = (a_concern_sheet, a_sign_in_sheet, a_speaker_sheet, a_ballot)
LARGE = Layout(Paper.A4, TextSize.LARGE)
STYLES = {
    "en": Layout(),
    "en es": Layout(),
    "en ar": LARGE,
    "fa ar": Layout(Paper.A4),
    "zh-Hans": LARGE,
    "en my": Layout(),
}


def style_of(languages: str, layout: Layout | None = None) -> SheetStyle:
    return SheetStyle(tuple(find(tag) for tag in languages.split()), layout or STYLES[languages])


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("languages", STYLES)
@pytest.mark.parametrize("make", SHEETS)
def test_every_sheet_is_accessible_and_archivable(
    cast: Cast, validator: Validator, make: Make, languages: str
) -> None:
    assert not validator.faults(print_sheet(*make(cast, style_of(languages))))


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("languages", ["en es", "en ar", "fa ar", "vi", "en ht"])
@pytest.mark.parametrize("make", FORMS)
def test_a_form_in_regular_print_is_one_page(cast: Cast, make: Make, languages: str) -> None:
    pdf = print_sheet(*make(cast, style_of(languages, Layout())))
    assert len(pypdfium2.PdfDocument(pdf)) == 1


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("languages", STYLES)
def test_a_comment_card_to_fill_in_is_accessible(
    app: Flask, cast: Cast, validator: Validator, languages: str
) -> None:
    meeting = a_small_meeting(cast)
    content = gather(meeting, *languages.split(), edition=("0" * 12, 1, clock.now()))
    layout = STYLES[languages]
    card = CommentCard(content)
    printed = print_sheet(*card.documents(layout))
    pdf = make_fillable(printed, card.fields(), points=POINTS[layout.text_size])
    assert not validator.faults(pdf, PDF_UA_1)
    # It does not say that it can be kept for ever: fonts of what is typed come later.
    assert any("6.6.4" in fault for fault in validator.faults(pdf, PDF_A_2A))


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_the_same_sheet_of_one_day_is_the_same_bytes(cast: Cast) -> None:
    style = style_of("en es")
    first = print_sheet(*concern_sheets(cast.council, style))
    assert print_sheet(*concern_sheets(cast.council, style)) == first


def words_by_page(pdf: bytes) -> list[str]:
    """What stands on each page, its edge included."""
    pages = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_bounded() for page in pages]


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("languages", ["en es", "ar"])
def test_each_page_of_several_is_told_where_it_belongs(cast: Cast, languages: str) -> None:
    said = words_by_page(print_sheet(*a_letter(cast, style_of(languages, LARGE))))
    assert len(said) > 1
    for number, words in enumerate(said, 1):
        assert f"{number}/{len(said)}" in words
        assert cast.council.name in words
    if languages == "en es":
        assert all("The school’s answer · Recommendation 1" in words for words in said)


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_sheet_of_one_page_has_no_number(cast: Cast) -> None:
    (words,) = words_by_page(print_sheet(*a_letter(cast, style_of("en"))))
    assert "1/1" not in words
    assert words.count("The school’s answer") == 1


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("make", [a_concern_sheet, a_sign_in_sheet, a_speaker_sheet])
@pytest.mark.parametrize("languages", ["en es", "en ar", "fa ar"])
def test_room_to_write_fills_the_last_page_of_large_print(
    cast: Cast, make: Make, languages: str
) -> None:
    pdf = print_sheet(*make(cast, style_of(languages, LARGE)))
    last = list(pypdfium2.PdfDocument(pdf))[-1].render(scale=0.5).to_pil().convert("L")
    width, height = last.size
    read = last.crop((0, 0, width, round(height * 0.9))).point(lambda ink: 255 * (ink < 235))
    assert read.getbbox()[3] > height / 2


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_dots_in_large_print_are_told_by_the_number_of_their_ballot(cast: Cast) -> None:
    round_ = a_round(cast, "Buses", "Lunch", "Homework")
    (ticket,) = make_paper_tickets(round_, 1, by=cast.coordinator)
    ballot = paper_ballots(cast.council, round_, [ticket], style_of("en", LARGE))
    said = words_by_page(print_each_page_alone(ballot))
    assert "".join(said).count(ticket_number(ticket)) == len(round_.options) + 1


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_each_ballot_is_a_page_with_a_number_of_its_own(cast: Cast) -> None:
    round_ = a_round(cast)
    tickets = make_paper_tickets(round_, 7, by=cast.coordinator)
    style = style_of("en es")
    said = words_by_page(print_each_page_alone(paper_ballots(cast.council, round_, tickets, style)))
    assert len(said) == 7
    for ticket, words in zip(tickets, said, strict=True):
        assert ticket_number(ticket) in words
        assert "Families speak of homework." in words
