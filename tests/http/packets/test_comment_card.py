"""The comment card of a packet, to fill in: for everybody who holds a copy of the packet."""

import io

import pikepdf
import pytest

from council.database import db
from council.packets.operations import issue_packet, withdraw_packet
from tests.factories.packets import a_small_meeting
from tests.factories.school import Cast
from tests.pages import Visitor


def card(packet_id: str, query: str = "") -> str:
    return f"/packet/{packet_id}/comment-card.pdf{query}"


def test_whoever_holds_a_packet_types_a_comment_without_signing_in(
    cast: Cast, visitor: Visitor
) -> None:
    packet = issue_packet(a_small_meeting(cast), "en", "es", by=cast.coordinator)
    page = visitor.get(f"/packet/{packet.id}")
    links = {link["href"] for link in page.soup.find_all("a", href=True)}
    assert card(packet.id, "?paper=letter") in links
    assert card(packet.id, "?paper=letter&size=large") in links
    sheet = visitor.get(card(packet.id))
    with pikepdf.open(io.BytesIO(sheet.pdf)) as pdf:
        labels = [str(field.TU) for field in pdf.Root.AcroForm.Fields]
        points = {str(field.DA) for field in pdf.Root.AcroForm.Fields}
    assert labels == [
        "Which item of the agenda is it about? · ¿De qué punto del orden del día se trata?",
        "What do you want to say? · ¿Qué quiere decir?",
        "If you want an answer: how can we reach you? · Si quiere una respuesta: ¿cómo podemos"
        " contactarle?",
    ]
    assert points == {"/Helv 12 Tf 0 g"}
    assert "You need not give your name." in " ".join(sheet.printed)


def test_a_card_in_large_print_is_typed_on_in_large_letters(cast: Cast, visitor: Visitor) -> None:
    packet = issue_packet(a_small_meeting(cast), "en", by=cast.coordinator)
    sheet = visitor.get(card(packet.id, "?size=large&paper=a4"))
    with pikepdf.open(io.BytesIO(sheet.pdf)) as pdf:
        assert {str(field.DA) for field in pdf.Root.AcroForm.Fields} == {"/Helv 18 Tf 0 g"}
        assert round(float(pdf.pages[0].MediaBox[2])) == 595


def test_the_same_packet_has_the_same_card(cast: Cast, visitor: Visitor) -> None:
    packet = issue_packet(a_small_meeting(cast), "en", "ar", by=cast.coordinator)
    first = visitor.get(card(packet.id)).pdf
    cast.council.name = "Renamed"
    db.session.flush()
    assert visitor.get(card(packet.id)).pdf == first


def test_the_card_of_a_withdrawn_packet_leads_to_the_page_that_says_so(
    cast: Cast, visitor: Visitor
) -> None:
    packet = issue_packet(a_small_meeting(cast), "en", by=cast.coordinator)
    withdraw_packet(packet, by=cast.coordinator)
    assert visitor.get(card(packet.id), status=303).location == f"/packet/{packet.id}"


@pytest.mark.parametrize("query", ["?size=huge", "?paper=napkin", "?paper="])
def test_a_card_on_no_paper_that_there_is_is_not_there(
    cast: Cast, visitor: Visitor, query: str
) -> None:
    packet = issue_packet(a_small_meeting(cast), "en", by=cast.coordinator)
    visitor.get(card(packet.id, query), status=404)
    visitor.get(card("0" * 12), status=404)
