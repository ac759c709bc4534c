"""What matters most works on a phone whose browser runs no script."""

from datetime import UTC, datetime, timedelta

from tests.browser.at_work import AtWork
from tests.browser.conftest import Opener, Served
from tests.browser.walk import SUBMIT, Person, Town

WORDS = "Nadie nos avisa cuando no hay autobús."


def without_scripts(served: Served, open_browser: Opener, language: str = "en") -> Person:
    """Somebody whose browser runs none."""
    return Person(open_browser(language, scripts=False), served.address, language, "ltr")


def test_a_family_raises_a_concern_and_looks_it_up_without_scripts(
    at_work: tuple[Served, AtWork], open_browser: Opener
) -> None:
    served, work = at_work
    phone = without_scripts(served, open_browser, "es")
    phone.open(f"/f/{work.cast.door}/concern")
    phone.press_in_vain('button[name="go"][value="on"]')  # nothing was written yet
    phone.fill(words=WORDS)
    phone.go_on()
    phone.tick("consent", "private")
    phone.go_on()
    phone.go_on()
    assert phone.reads(WORDS, "es")
    phone.go_on()
    code = phone.page.locator(".code").inner_text()
    for button in ("[data-copy]", "[data-print]"):
        assert not phone.page.locator(button).first.is_visible()  # they would do nothing
    phone.open("/code")
    phone.fill(code=code)
    phone.press(f".question-next {SUBMIT}")
    assert phone.reads(WORDS, "es")


def test_a_family_votes_without_scripts(
    at_work: tuple[Served, AtWork], open_browser: Opener
) -> None:
    served, work = at_work
    phone = without_scripts(served, open_browser)
    phone.open(work.votes[0])
    for line in range(2):
        phone.page.locator("fieldset.dots").nth(line).locator('input[value="2"]').check(force=True)
    phone.press_in_vain(f".question-next {SUBMIT}")  # four dots are one too many, and stay given
    assert phone.page.locator('fieldset.dots input[value="2"]:checked').count() == 2
    phone.page.locator("fieldset.dots").nth(1).locator('input[value="1"]').check(force=True)
    phone.press(f".question-next {SUBMIT}")
    assert phone.page.url.endswith("/voted")


def test_an_administrator_answers_without_scripts(
    at_work: tuple[Served, AtWork], open_browser: Opener
) -> None:
    served, work = at_work
    phone = without_scripts(served, open_browser)
    town = Town(served, open_browser, "en", "ltr", {work.cast.administrator: phone})
    phone = town.persona(work.cast.administrator)
    day = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
    phone.open(f"{work.recommendations[0]}/answer")
    phone.tick("disposition", "partly_accepted")
    phone.fill(reasons="One bus can be had, the other not before the summer.")
    phone.fill(**{"steps-0-words": "A third bus runs.", "steps-0-due_on": day})
    phone.press('button[name="add_step"]')
    assert phone.page.locator('[name="steps-0-words"]').input_value() == "A third bus runs."
    phone.fill(
        **{
            "steps-1-words": "The timetable is agreed.",
            "steps-1-owner_name": "Paula Principal",
            "steps-1-due_on": day,
        }
    )
    phone.save()
    assert phone.page.url.partition("#")[0].endswith(work.recommendations[0])
    assert phone.reads("One bus can be had", "en")
    assert phone.reads("The timetable is agreed.", "en")
