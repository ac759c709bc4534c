"""Takes the pictures of the README from the demo year: `python -m tests.browser.pictures`."""

import io
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from sqlalchemy import select

from council.access.actions import Role
from council.access.models import Purpose, RoleHeld, Ticket
from council.access.tickets import ticket_token
from council.concerns.models import Concern
from council.concerns.states import ConcernState
from council.councils.models import Council, School
from council.database import db
from council.demo import fill
from council.meetings.models import Meeting
from council.meetings.states import MeetingState
from council.packets.models import Packet
from council.packets.printed import print_packet
from tests.browser.conftest import ARGUMENTS, CHROMIUM, DESK, PHONE, Served, serve

FOLDER = Path(__file__).parent / "pictures"
COLOURS = 128
HEAVIEST = 200_000  # bytes


def take_all() -> None:
    """Serve the demo year, and look at what shows best what Council is."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for served in serve(Path(folder)):
            with served.app.app_context():
                fill()
                db.session.commit()
                take_pages(served)
                served.app.config["COUNCIL_URL"] = "https://council.example.org"
                take_packet(served)


def take_pages(served: Served) -> None:
    """A coordinator's desk, and a family's phone."""
    council = db.session.scalars(select(Council).join(School)).one()
    coordinator = db.session.scalars(
        select(RoleHeld.person_id).where(
            RoleHeld.council_id == council.id, RoleHeld.role == Role.COORDINATOR
        )
    ).first()
    meeting = db.session.scalars(
        select(Meeting).where(
            Meeting.council_id == council.id, Meeting.state == MeetingState.POSTED
        )
    ).one()
    answered = db.session.scalars(
        select(Ticket)
        .join(Concern, Concern.id == Ticket.subject_id)
        .where(
            Ticket.purpose == Purpose.THREAD,
            Concern.language == "ar",
            Concern.state == ConcernState.ANSWERED,
        )
    ).first()
    assert answered is not None, "no Arabic family of the demo year has been told of an answer"
    home = f"/councils/{council.id}"
    desk = f"{home}/meetings/{meeting.id}"
    thread = f"/thread/{ticket_token(answered)}"
    db.session.rollback()  # so that nothing waits for what is being read here
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        with a_page(browser, served, "en", DESK) as page:
            page.locator(f'form[action$="/persona/{coordinator}"] button').click()
            page.wait_for_url(f"**{home}")
            keep("today", page.screenshot())
            page.goto(served.address + desk)
            keep("meeting", page.screenshot())
        with a_page(browser, served, "ar", PHONE) as page:
            page.goto(served.address + thread)
            keep("thread-ar-concern", page.screenshot())
            # The school's answer, with a little of the thread above it.
            page.locator(".thread-knots > li").last.evaluate(
                "it => scrollTo(0, it.getBoundingClientRect().y + scrollY - 60)"
            )
            keep("thread-ar-answer", page.screenshot())
        browser.close()


@contextmanager
def a_page(browser: Browser, served: Served, language: str, size: ViewportSize) -> Iterator[Page]:
    """The first page of the demonstration, in a language and without motion."""
    context = browser.new_context(
        viewport=size,
        device_scale_factor=2 if size == PHONE else 1,
        locale=language,
        reduced_motion="reduce",
    )
    context.add_cookies([{"name": "language", "value": language, "url": served.address}])
    page = context.new_page()
    page.goto(served.address)
    yield page
    context.close()


def take_packet(served: Served) -> None:
    """The first page of a packet that the demo year has issued, and one from its middle."""
    for second in ("es", "ar"):
        packet = db.session.scalars(
            select(Packet)
            .where(Packet.second_language == second, Packet.withdrawn_at.is_(None))
            .order_by(Packet.issued_at.desc())
        ).first()
        assert packet is not None, f"the demo year has no packet in {second}"
        document = pypdfium2.PdfDocument(print_packet(packet))
        try:
            for name, number in (("cover", 0), ("inside", 2)):
                picture = document[number].render(scale=1.25).to_pil()
                keep(f"packet-{second}-{name}", picture)
        finally:
            document.close()


def keep(name: str, picture: bytes | Image.Image) -> None:
    """As a small PNG of few colours, which is plenty for ink on paper."""
    image = Image.open(io.BytesIO(picture)) if isinstance(picture, bytes) else picture
    few = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    path = FOLDER / f"{name}.png"
    few.save(path, optimize=True)
    weight = path.stat().st_size
    if weight > HEAVIEST:
        sys.exit(f"{path.name} weighs {weight} bytes, more than {HEAVIEST}.")


if __name__ == "__main__":
    take_all()
