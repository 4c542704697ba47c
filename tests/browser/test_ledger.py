"""A visitor's own browser checks the log, and says so only when it did."""

import re

from playwright.sync_api import expect


def test_the_tick_is_computed_in_the_browser(site, page, complaints):
    page.goto(f"{site.url}/ledger/")
    expect(page.locator("[data-verdict=accept]")).to_contain_text("This browser")
    rows = page.locator("[data-entry]").count()
    assert rows > 0
    expect(page.locator("[data-tick]:not(.unproved)")).to_have_count(rows)
    page.goto(f"{site.url}/ledger/entry/0")
    expect(page.locator("[data-verdict=accept]")).to_contain_text("your last visit")
    assert complaints == []


def test_changed_bytes_get_no_tick(site, page):
    def tamper(route):
        answer = route.fetch()
        body = re.sub(r"(?<=&quot;v&quot;:)1", "2", answer.text())
        route.fulfill(response=answer, body=body)

    page.route("**/ledger/entry/0", tamper)
    page.goto(f"{site.url}/ledger/entry/0")
    expect(page.locator("[data-verdict=reject]")).to_contain_text("entry 0 is not")
    assert page.locator("[data-tick]:not(.unproved)").count() == 0


def test_a_changed_tile_gets_no_tick(site, page):
    def tamper(route):
        answer = route.fetch()
        body = bytearray(answer.body())
        body[5] ^= 1
        route.fulfill(response=answer, body=bytes(body))

    page.route("**/ledger/tile/0/**", tamper)
    page.goto(f"{site.url}/ledger/")
    expect(page.locator("[data-verdict=reject]")).to_be_visible()
    assert page.locator("[data-tick]:not(.unproved)").count() == 0


def test_a_false_signature_gets_no_tick(site, page):
    def tamper(route):
        answer = route.fetch()
        body = answer.text().replace("\n\n", "0\n\n", 1)
        route.fulfill(response=answer, body=body)

    page.route("**/ledger/checkpoint", tamper)
    page.goto(f"{site.url}/ledger/")
    expect(page.locator("[data-verdict=reject]")).to_contain_text("signature is false")


def test_a_rewritten_log_is_noticed_on_the_next_visit(site, page):
    page.goto(f"{site.url}/ledger/")
    expect(page.locator("[data-verdict=accept]")).to_be_visible()
    page.evaluate(
        """() => {
            const names = Object.keys(localStorage);
            const name = names.find((key) => key.startsWith("ledger:"));
            const seen = JSON.parse(localStorage.getItem(name));
            seen.root = btoa(String.fromCharCode(...new Uint8Array(32)));
            localStorage.setItem(name, JSON.stringify(seen));
        }"""
    )
    page.reload()
    expect(page.locator("[data-verdict=reject]")).to_contain_text("rewritten")
