"""A family raises a concern, and staff get past the menus, with nothing but a keyboard."""

from playwright.sync_api import Page

from tests.browser.at_work import AtWork
from tests.browser.conftest import Opener, Served

WORDS = "The bus is late every day."

# The focused element, how it is drawn, and whether anything lies over its middle.
FOCUSED = """() => {
  const it = document.activeElement;
  const label = it.matches(".dots-choice input") ? it.nextElementSibling : null;
  const drawn = it.closest(".choice") ?? label ?? it;
  const box = it.getBoundingClientRect();
  const style = getComputedStyle(drawn);
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    what: it.outerHTML.slice(0, 120),
    name: it.name ?? "",
    value: it.value ?? "",
    tag: it.tagName,
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    onTop: top !== null && (it.contains(top) || top.contains(it) || drawn.contains(top)),
  };
}"""


def tab_to(page: Page, *, name: str = "", value: str = "", tag: str = "") -> None:
    """Press Tab until this control has the focus; on the way each stop can be seen."""
    for _stop in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused["tag"] == "BODY":
            continue  # the browser's own bar lies between the end and the beginning
        assert focused["ring"], f"nothing shows the focus on {focused['what']}"
        assert focused["onTop"], f"something lies over {focused['what']}"
        if (
            name in ("", focused["name"])
            and value in ("", focused["value"])
            and tag in ("", focused["tag"])
        ):
            return
    raise AssertionError(f"Tab never comes to {name} {value} {tag}")


def test_a_concern_is_raised_by_keyboard_alone(
    at_work: tuple[Served, AtWork], open_browser: Opener
) -> None:
    served, work = at_work
    page = open_browser("en")
    page.goto(f"{served.address}/f/{work.cast.door}/concern?lang=en")
    tab_to(page, name="words")
    page.keyboard.type(WORDS)
    tab_to(page, name="go", value="on")
    page.keyboard.press("Enter")
    page.wait_for_selector('[name="consent"]')
    page.wait_for_load_state()  # styles too: without them nothing shows where the focus is
    tab_to(page, name="consent")
    page.keyboard.press("ArrowDown")  # one further: for everyone
    assert page.locator('[name="consent"][value="public"]').is_checked()
    tab_to(page, name="go", value="on")
    page.keyboard.press("Enter")
    page.wait_for_selector('[name="phone"]:visible')
    tab_to(page, name="go", value="on")
    page.keyboard.press("Space")
    page.wait_for_selector(".answers")
    tab_to(page, name="go", value="on")
    page.keyboard.press("Enter")
    page.wait_for_selector(".code")


def test_a_vote_is_cast_by_keyboard_alone(
    at_work: tuple[Served, AtWork], open_browser: Opener
) -> None:
    served, work = at_work
    page = open_browser("en")
    page.goto(served.address + work.votes[0])
    line = str(page.locator("fieldset.dots input").first.get_attribute("name"))
    tab_to(page, name=line)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.locator(f'[name="{line}"][value="2"]').is_checked()
    tab_to(page, tag="BUTTON")
    page.keyboard.press("Enter")
    page.wait_for_url("**/voted")


def test_the_first_stop_leads_past_the_menus(
    at_work: tuple[Served, AtWork], open_browser: Opener
) -> None:
    served, work = at_work
    page = open_browser("en")
    page.goto(f"{served.address}/")
    page.locator(f'form[action$="/persona/{work.cast.coordinator}"] button').click()
    page.wait_for_url("**/councils/*")
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.evaluate("it => it === document.activeElement")
    box = skip.bounding_box()
    assert box is not None
    assert box["y"] >= 0
    assert box["height"] >= 24
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_escape_closes_a_menu_and_gives_the_focus_back(
    at_work: tuple[Served, AtWork], open_browser: Opener
) -> None:
    served, work = at_work
    page = open_browser("en")
    page.goto(f"{served.address}/")
    page.locator(f'form[action$="/persona/{work.cast.coordinator}"] button').click()
    page.wait_for_url("**/councils/*")
    menu = page.locator("details.menu").last
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    assert menu.evaluate("it => it.open")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.menu-panel') !== null")
    page.keyboard.press("Escape")
    assert not menu.evaluate("it => it.open")
    assert menu.locator("summary").evaluate("it => it === document.activeElement")
