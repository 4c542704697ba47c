"""The same house without scripts, and without a mouse."""

import re

import pytest
from playwright.sync_api import expect

from tests.journey.walker import Walker

pytestmark = pytest.mark.browser

RFC = "/rfcs/oak/2/"
MOST_TABS = 120


@pytest.fixture(scope="module")
def ballot(world):
    """Open a ballot on the neighbour that lasts for days; return its address."""
    world.adopt(days="10")
    ada = world.people["ada"]
    ada.open(RFC)
    ada.follow("Put it to the vote")
    ada.write("Question", "Shall names come from serial numbers?")
    ada.press("Write the draft")
    ada.press("Freeze and open the ballot")
    ada.sees("The ballot is open")
    return ada.page.url.removeprefix(world.site.url)


@pytest.fixture
def plain(world, browser):
    """Cleo once more, at a browser that runs no scripts."""
    cleo = world.people["cleo"]
    walker = Walker(
        browser, world.site, cleo.name, cleo.email, java_script_enabled=False
    )
    walker.sign_in()
    yield walker
    walker.leave()


def test_everything_can_be_said_without_javascript(plain, ballot):
    plain.open(RFC)
    block = plain.page.locator("#text [id^=b-]", has_text="serial number").first
    block.hover()
    block.get_by_role("link", name="Comment on this").click()
    plain.write("Comment on this paragraph", "What of devices without one?")
    plain.press("Comment")
    plain.sees("Your comment is posted.")
    plain.follow("Reply")
    plain.write("Your reply", "They get one when they are first seen.")
    plain.press("Reply")
    plain.sees("Your reply is posted.")
    plain.choose("Approve with remarks")
    plain.write("Why", "Say so in the text.")
    plain.press("Post review")
    plain.sees("Your review is posted.")
    plain.page.get_by_text("Raise a concern that blocks").click()
    plain.write("Name", "Devices without a number")
    plain.write("What must be settled first", "Some have none.")
    plain.press("Raise the concern")
    plain.sees("Your concern is raised.")
    plain.open(ballot)
    plain.choose("Abstain")
    plain.press("Cast my vote")
    plain.sees("You answered “Abstain”.")


def test_a_vote_is_cast_with_the_keyboard_alone(ben, ballot):
    page = ben.open(ballot)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the content")
    page.keyboard.press("Enter")
    _tab_to(page, "input[name=choice]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name=re.compile("^No"))).to_be_checked()
    _tab_to(page, "textarea[name=reason]")
    page.keyboard.type("Serial numbers are not unique.")
    _tab_to(page, "form[action$='/vote/'] button")
    page.keyboard.press("Enter")
    ben.sees("You answered “No”.")
    assert ben.complaints == []


def _tab_to(page, selector):
    """Press Tab until the element has the focus, and shows it."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        reached = page.locator(f"{selector}:focus")
        if reached.count():
            ring = reached.evaluate("element => getComputedStyle(element).outlineStyle")
            assert ring != "none", f"{selector} does not show that it has the focus"
            return
    raise AssertionError(f"{selector} is not reached by the keyboard")
