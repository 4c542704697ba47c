"""Every kind of page, found by following links: no violation, overflow or refusal."""

import re
from urllib.parse import urljoin, urlsplit

import pytest

pytestmark = pytest.mark.browser

MOST_PAGES = 140
FILES = re.compile(
    r"/(static|ledger/(tile|checkpoint|vkey)|api/v1/schema|feeds|badges)|\.\w{2,10}$"
)


def kind_of(path):
    """Return the address with its names and numbers left out."""
    return re.sub(r"[0-9a-f]{16,}|\d+(\.\d+)*", "#", re.sub(r"/oas[-\w]*", "/P", path))


@pytest.fixture(scope="session")
def addresses(site, browser):
    """One address of each kind, as a signed-out reader reaches them."""
    page = browser.new_page(java_script_enabled=False)
    found, waiting = {}, ["/", "/accounts/login/", "/accounts/signup/", "/nowhere/"]
    while waiting and len(found) < MOST_PAGES:
        path = waiting.pop(0)
        if kind_of(path) in found or FILES.search(path):
            continue
        answer = page.goto(site.url + path)
        assert answer.status in (200, 404), f"{path}: {answer.status}"
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        found[kind_of(path)] = path
        for element in page.query_selector_all("a[href]"):
            link = element.get_attribute("href")
            target = urlsplit(urljoin(site.url + path, link))
            if f"{target.scheme}://{target.netloc}" == site.url:
                waiting.append(target.path)
    page.close()
    assert 15 < len(found) < MOST_PAGES, found  # none was left out
    return list(found.values())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(site, browser, addresses, violations, scheme):
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    findings = []
    for path in addresses:
        page.goto(site.url + path)
        findings += [f"{path}: {finding}" for finding in violations(page)]
    context.close()
    assert not findings, "\n".join(findings)


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_is_wider_than_the_screen(site, browser, addresses, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    wide = []
    for path in addresses:
        page.goto(site.url + path)
        excess = page.evaluate(
            "(({scrollWidth, clientWidth}) => scrollWidth - clientWidth)"
            "(document.documentElement)"
        )
        if excess > 0:
            wide.append(f"{path}: {excess} px too wide at {width}")
    page.close()
    assert not wide, "\n".join(wide)


def test_the_browser_complains_of_nothing(site, page, addresses, complaints):
    for path in addresses:
        page.goto(site.url + path)
    real = [text for text in complaints if "404" not in text]
    assert not real, "\n".join(real)


def test_every_page_has_one_heading_and_a_title(site, page, addresses):
    for path in addresses:
        page.goto(site.url + path)
        assert page.locator("h1").count() == 1, path
        assert page.title(), path


def test_the_first_view_is_light(site, browser):
    context = browser.new_context()
    page = context.new_page()
    sizes = []
    page.on(
        "response",
        lambda r: sizes.append((r.url, r.request.sizes()["responseBodySize"])),
    )
    page.goto(site.url + "/", wait_until="networkidle")
    context.close()
    assert len(sizes) <= 6, sizes
    assert sum(size for _, size in sizes) <= 60 * 1024, sizes
    assert all(url.startswith(site.url) for url, _ in sizes)
