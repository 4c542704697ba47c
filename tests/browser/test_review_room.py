"""The review room in a browser: with scripts and without, by mouse and by keys."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

RFC = "/rfcs/oas/14/"
ELENA, KWAME = "Elena Petrescu", "Kwame Asante"


def sign_in(page, site, name):
    page.goto(f"{site.url}/accounts/login/?next={RFC}")
    page.get_by_role("button", name=f"Sign in as {name}").click()
    page.wait_for_url(f"**{RFC}")


@pytest.fixture
def plain(browser):
    """A page of a browser that runs no scripts, as wide as a phone."""
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 390, "height": 800}
    )
    yield context.new_page()
    context.close()


def test_everything_can_be_done_without_scripts(site, plain):
    sign_in(plain, site, KWAME)
    plain.locator("#text .block__link").nth(3).click()
    compose = plain.locator("#compose")
    compose.get_by_label("Comment on this paragraph").fill("Is this *really* so?")
    compose.get_by_role("button", name="Comment").click()
    plain.wait_for_url("**#thread-*")
    expect(plain.locator("main")).to_contain_text("Your comment is posted.")
    thread = plain.locator(plain.url.split("/")[-1])
    expect(thread.locator("em")).to_have_text("really")

    thread.get_by_role("link", name="Reply").click()
    plain.wait_for_url("**reply=*")
    thread = plain.locator(f"#{plain.url.split('#')[-1]}")
    thread.get_by_label("Your reply").fill("It is: see the table.")
    thread.get_by_role("button", name="Reply", exact=True).click()
    expect(plain.locator("main")).to_contain_text("It is: see the table.")

    form = plain.locator("form[action$='/review/']")
    form.get_by_label("Approve with remarks").check()
    form.get_by_label("Why").fill("Name the table in the text.")
    form.get_by_role("button", name="Post review").click()
    expect(plain.locator("main")).to_contain_text("Your review is in the record")

    plain.get_by_text("Raise a concern that blocks").click()
    form = plain.locator("form[action$='/concern/']")
    form.get_by_label("Name").fill("Unnamed table")
    form.get_by_label("What must be settled first").fill("Say which table.")
    form.get_by_role("button", name="Raise the concern").click()
    expect(plain.locator("main")).to_contain_text("Your concern is in the record")

    concern = plain.locator("article.notice", has_text="Unnamed table")
    concern.get_by_text("Settle it").click()
    concern.get_by_label("What settles it").fill("Found it.")
    concern.get_by_role("button", name="Withdraw").click()
    expect(plain.locator("main")).to_contain_text("The concern is settled")


def test_a_reply_and_a_resolution_change_the_thread_alone(site, page, complaints):
    page.set_viewport_size({"width": 1280, "height": 900})
    sign_in(page, site, ELENA)
    before = page.url
    page.locator("#text .block__link").nth(5).click()
    page.locator("#compose").get_by_label("Comment on this paragraph").fill("Why?")
    page.locator("#compose").get_by_role("button", name="Comment").click()
    page.wait_for_url("**#thread-*")
    thread = page.locator(f"#{page.url.split('#')[-1]}")
    page.evaluate("window.still = true")
    thread.get_by_role("link", name="Reply").hover()
    page.wait_for_function("window.htmx")
    thread.get_by_role("link", name="Reply").click()
    thread.get_by_label("Your reply").fill("Because it was asked for.")
    thread.get_by_role("button", name="Reply", exact=True).click()
    thread.get_by_text("Because it was asked for.").wait_for()
    thread.get_by_role("link", name=re.compile("resolve")).click()
    thread.get_by_role("button", name="Resolve", exact=True).click()
    thread.locator(".tag", has_text="Resolved").wait_for()
    assert page.evaluate("window.still"), "the page was loaded again"
    assert page.url.startswith(before)
    assert complaints == []


def test_what_was_written_survives_a_reload(site, page):
    sign_in(page, site, ELENA)
    box = page.get_by_label("Comment on the whole")
    box.fill("Half a thought")
    page.reload()
    expect(box).to_have_value("Half a thought")
    page.get_by_role("button", name="Comment", exact=True).click()
    page.wait_for_url("**#thread-*")
    expect(box).to_have_value("")


def test_the_keyboard_goes_from_the_skip_link_into_the_text(site, page):
    page.goto(site.url + RFC)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = "document.querySelector('main').contains(document.activeElement)"
    assert page.evaluate(inside)


def reach(page, selector):
    """Press Tab until what the selector names has the focus."""
    for _ in range(300):
        if page.evaluate(f"document.activeElement.matches({selector!r})"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {selector}")


def press(page, selector, key="Enter"):
    """Reach an element by keyboard, press it, and wait for the page it leads to."""
    reach(page, selector)
    with page.expect_navigation():
        page.keyboard.press(key)


def test_a_review_with_its_comments_is_written_by_keyboard_alone(site, page):
    page.goto(f"{site.url}/accounts/login/?next={RFC}")
    page.get_by_role("button", name=f"Sign in as {ELENA}").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("#compose")).to_be_visible()
    before = page.locator(".comment").count()
    press(page, "#text .block__link")
    reach(page, "#compose textarea")
    page.keyboard.type("Typed without a mouse.")
    press(page, "#compose button[value=keep]")
    expect(page.locator("#text .thread--draft")).to_contain_text("without a mouse")
    press(page, ".thread--draft a[href$='/drafts/']")
    reach(page, "input[name=verdict]")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    reach(page, "#summary")
    page.keyboard.type("See the comment.")
    press(page, "form[aria-label='Post the drafts'] button")
    expect(page.locator("#receipt")).to_have_count(1)
    expect(page.locator(".comment")).to_have_count(before + 1)
    thread = page.locator(".thread", has_text="Typed without a mouse.")
    path = thread.get_by_role("link", name="Link to thread").get_attribute("href")
    press(page, f"a[href='{path}']")
    reach(page, "textarea[name=body]")
    page.keyboard.type("Seen to.")
    press(page, "button[value=resolve]")
    thread = page.locator(page.url.split("/")[-1])
    expect(page.locator("main")).to_contain_text("Seen to.")
    press(page, "button[value=reopen]")
    expect(page.get_by_role("button", name="Resolve")).to_have_count(1)


def test_an_edit_goes_from_suggestion_to_patch_without_scripts(site, plain):
    sign_in(plain, site, ELENA)
    plain.goto(f"{site.url}{RFC}suggestions/")
    expect(plain.locator("article.thread").nth(1)).to_be_visible()
    for box in plain.get_by_role("checkbox").all():
        box.check()
    plain.get_by_role("button", name="Try").click()
    expect(plain.get_by_role("status")).to_have_count(1)
    plain.get_by_role("button", name="Make a patch").click()
    path = plain.get_by_role("link", name=re.compile("Patch")).first
    answer = plain.request.get(site.url + path.get_attribute("href"))
    assert answer.body().startswith(b"From 0000")
    assert answer.body().count(b"Suggested-by: ") == 2


def test_selected_words_are_commented_on(site, page, complaints):
    sign_in(page, site, ELENA)
    words = page.evaluate(
        "() => { const node = document.querySelector('#text .block p').firstChild;"
        " const range = document.createRange(); range.setStart(node, 2);"
        " range.setEnd(node, 20); getSelection().removeAllRanges();"
        " getSelection().addRange(range); return range.toString() }"
    )
    page.locator(".select-act").click()
    compose = page.locator("#compose")
    expect(compose.locator("blockquote")).to_have_text(" ".join(words.split()))
    expect(compose.get_by_role("textbox").first).to_be_focused()
    page.keyboard.type("Only *these*.")
    compose.get_by_role("button", name="Preview").hover()
    page.wait_for_function("window.htmx")
    compose.get_by_role("button", name="Preview").click()
    compose.locator(".preview em").wait_for()
    marked = "[...CSS.highlights.get('talked')].map(range => range.toString())"
    page.wait_for_function(f"CSS.highlights.has('talked') && {marked}.length")
    assert words.split() in [each.split() for each in page.evaluate(marked)]
    compose.get_by_role("textbox").first.press("Control+Enter")
    expect(page.locator(".thread:target em")).to_have_text("these")
    assert [c for c in complaints if "Autofocus" not in c] == []


def test_a_comment_and_a_draft_are_written_by_touch(site, browser):
    context = browser.new_context(
        has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800}
    )
    page = context.new_page()
    sign_in(page, site, KWAME)
    page.evaluate(
        "() => { const node = document.querySelector('#text .block p').firstChild;"
        " getSelection().setBaseAndExtent(node, 0, node, 12) }"
    )
    page.locator(".select-act").tap()
    page.locator("#compose textarea").fill("Touched.")
    page.locator("#compose").get_by_role("button", name="Keep as draft").tap()
    draft = page.locator("#text .thread--draft", has_text="Touched.")
    expect(draft).to_be_visible()
    page.locator("#review").get_by_text("Abstain", exact=True).tap()
    page.locator("#review").get_by_role("button", name="Post review").tap()
    expect(page.locator("#receipt")).to_be_visible()
    expect(draft).to_have_count(0)
    expect(page.locator(".comment", has_text="Touched.")).to_have_count(1)
    context.close()


def test_a_comment_begun_on_an_earlier_revision_is_found_again(site, page):
    sign_in(page, site, ELENA)
    page.goto(f"{site.url}{RFC}2/")
    page.locator("#text .block__link").nth(2).click()
    page.locator("#compose textarea").fill("Begun before the text moved on")
    page.goto(site.url + RFC)
    page.locator(".notice a", has_text="Continue").click()
    page.wait_for_url("**/2/?block=*")
    box = page.locator("#compose textarea")
    expect(box).to_have_value("Begun before the text moved on")


def test_axe_finds_nothing_with_threads_open(site, page, violations):
    sign_in(page, site, ELENA)
    block = page.locator("#text .block__link").nth(4).get_attribute("href")
    findings = []
    for scheme, path in [
        ("dark", RFC + block),
        ("light", f"{RFC}?reply=24#thread-24"),
        ("dark", f"{RFC}threads/"),
        ("light", f"{RFC}suggestions/"),
        ("dark", f"{RFC}requests/"),
        ("light", f"{RFC}4/suggest/?from=29"),
    ]:
        page.emulate_media(color_scheme=scheme)
        page.goto(site.url + path)
        page.evaluate(
            "for (const each of document.querySelectorAll('details')) each.open = true"
        )
        findings += [f"{path}: {finding}" for finding in violations(page)]
    assert not findings, "\n".join(findings)


def resized(page, width, height):
    """Give the page another size, and wait until it is laid out so."""
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_function(f"innerWidth === {width}")


def test_threads_stand_beside_their_paragraph_and_fold_on_a_phone(site, page):
    resized(page, 1280, 900)
    page.goto(f"{site.url}/rfcs/oas/7/")
    talk = page.locator(".discussed").first
    words, threads = talk.locator("> .block"), talk.locator("> .threads")
    expect(threads.locator(".comment").first).to_be_visible()
    text, margin = words.bounding_box(), threads.bounding_box()
    assert margin["x"] > text["x"] + text["width"]
    assert abs(margin["y"] - text["y"]) < 30
    resized(page, 390, 800)
    expect(threads.locator(".comment").first).not_to_be_visible()
    assert threads.bounding_box()["y"] > words.bounding_box()["y"]
    threads.locator("> summary").click()
    expect(threads.locator(".comment").first).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/rfcs/", "/rfcs/oas/7/", "/ballots/"])
def test_nothing_moves_while_a_page_loads(site, page, path):
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => {"
        " for (const entry of list.getEntries()) window.shift += entry.value"
        "}).observe({type: 'layout-shift', buffered: true})"
    )
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site.url + path)
    page.wait_for_timeout(300)
    assert page.evaluate("window.shift") == 0
    assert len(asked) <= 6, asked
