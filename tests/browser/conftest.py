"""Chromium for the tests beside this file: `page` at both widths, with what it complained of."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Playwright,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

WIDTHS = {1280: 800, 390: 844}
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as started:
        # Playwright's event loop runs in this thread, which makes Django refuse its database.
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    place = shutil.which("chromium") or playwright.chromium.executable_path
    if not Path(place).exists():
        pytest.skip("no Chromium: apt-get install chromium, or playwright install chromium")
    browser = playwright.chromium.launch(executable_path=place, args=["--no-sandbox"])
    yield browser
    browser.close()


@dataclass
class Complaints:
    """What the console held against a page: errors, and violations of its content policy."""

    lines: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.lines.append(f"{message.type}: {message.text} ({message.location['url']})")

    def watch(self, page: Page) -> None:
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.lines.append(f"uncaught: {error}"))


@pytest.fixture
def complaints() -> Complaints:
    return Complaints()


@pytest.fixture(params=WIDTHS, ids=lambda width: f"{width}px")
def width(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture
def page(
    chromium: Browser, live_server: LiveServer, width: int, complaints: Complaints
) -> Iterator[Page]:
    """A page of nobody's, at 1280 and at 390 px; addresses are taken from the live server."""
    context = chromium.new_context(
        base_url=live_server.url,
        viewport={"width": width, "height": WIDTHS[width]},
        has_touch=width < 600,
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    complaints.watch(page)
    yield page
    context.close()


@pytest.fixture
def sign_in(page: Page, live_server: LiveServer) -> Callable[[User], None]:
    """sign_in(curator) makes `page` that user's, past the login form."""

    def sign_in(user: User) -> None:
        _sign_in(page.context, user, live_server)

    return sign_in


def _sign_in(context: BrowserContext, user: User, live_server: LiveServer) -> None:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
    context.add_cookies([cookie])


class Desk:
    """A colleague at the desk, in a browser of their own; counts clicks, as it is clicked."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def open(self, path: str) -> None:
        self.page.goto(path)

    def click(self, found: Locator) -> None:
        self.clicks += 1
        found.click()

    def link(self, name: str) -> None:
        self.click(self.page.get_by_role("link", name=name, exact=True).first)

    def button(self, name: str) -> None:
        self.click(self.page.get_by_role("button", name=name, exact=True).first)

    def complete(self, field: str, words: str) -> None:
        """Choose the first of what the completion of this field offers for these words."""
        place = self.page.locator(f"#id_{field} + .select2 .select2-selection")
        self.click(place)
        self.page.locator(".select2-search__field").last.fill(words)
        offered = self.page.locator(".select2-results__option[aria-selected]", has_text=words)
        self.click(offered.first)


@pytest.fixture
def desk_of(
    chromium: Browser, live_server: LiveServer, complaints: Complaints
) -> Iterator[Callable[[User | None], Desk]]:
    """desk_of(curator): that user signed in at a wide window; desk_of(None) is the public."""
    contexts = []

    def desk_of(user: User | None) -> Desk:
        size = {"width": 1280, "height": WIDTHS[1280]}
        context = chromium.new_context(base_url=live_server.url, viewport=size)
        context.set_default_timeout(10_000)
        contexts.append(context)
        if user is not None:
            _sign_in(context, user, live_server)
        page = context.new_page()
        complaints.watch(page)
        return Desk(page)

    yield desk_of
    for context in contexts:
        context.close()
