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
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, sync_playwright
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
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
        page.context.add_cookies([cookie])

    return sign_in
