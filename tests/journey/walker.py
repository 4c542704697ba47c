"""A person at a browser, who can be told in sentences what to do."""

import quopri
import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import eventually
from tests.site import Site

PASSWORD = "seven small otters"


class Walker:
    """One person with a browser of their own."""

    def __init__(self, browser: Browser, site: Site, name: str, email: str, **options):
        self.site, self.name, self.email = site, name, email
        self.context = browser.new_context(base_url=site.url, **options)
        self.context.set_default_timeout(20_000)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message):
        # A refusal is answered with its status, which the browser reports too.
        if message.type == "error" and "the server responded with" not in message.text:
            self.complaints.append(message.text)

    def open(self, path: str) -> Page:
        """Go to an address of the site."""
        self.page.goto(path)
        return self.page

    def sees(self, text: str | re.Pattern[str]):
        """Be shown ``text``, or what matches it, somewhere on the page."""
        expect(self.page.locator("main")).to_contain_text(text)

    def press(self, name: str):
        """Press the button of this name."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str):
        """Follow the link of this name."""
        self.page.get_by_role("link", name=name).first.click()

    def write(self, label: str, text: str):
        """Fill in the field of this label."""
        named = re.compile(rf"^\s*{re.escape(label)}(\s+\(optional\))?\s*$")
        self.page.get_by_label(named).fill(text)

    def choose(self, words: str):
        """Choose the answer that begins with these words."""
        self.page.get_by_role("radio", name=re.compile(rf"^{words}\b")).first.check()

    def sign_up(self):
        """Make an account and confirm its address by the link in the mail."""
        self.open("/accounts/signup/")
        self.write("Email", self.email)
        self.write("Password", PASSWORD)
        self.press("Make the account")
        self.sees("We sent you an e-mail")
        self.open(self._link_in_the_mail())
        self.sees(self.email)
        self.press("Yes, it is mine")
        expect(self.page).not_to_have_url(re.compile("/confirm-email/"))

    def sign_in(self):
        """Sign in with the password."""
        self.open("/accounts/login/")
        self.write("E-mail address", self.email)
        self.write("Password", PASSWORD)
        self.press("Sign in")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("My desk")

    def declare(self, organisation: str, since: str):
        """Declare on the desk whom one works for."""
        self.open("/desk/")
        self.page.get_by_text("Declare it").click()
        self.page.get_by_label("I work for (optional)").select_option(
            label=organisation
        )
        self.write("Since", since)
        self.press("Declare")
        self.sees("in the record whom you work for")

    def leave(self):
        """Close the browser."""
        self.context.close()

    def _link_in_the_mail(self) -> str:
        folder = Path(self.site.environment["DATA_DIR"]) / "mail"

        def look():
            for file in sorted(folder.glob("*")):
                text = quopri.decodestring(file.read_bytes()).decode()
                link = re.search(r"/accounts/confirm-email/[^\s/]+/", text)
                if f"To: {self.email}" in text and link:
                    return link[0]
            return None

        return eventually(look, seconds=60, what=f"mail to {self.email}")
