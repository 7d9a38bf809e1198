"""Fixtures of the browser tests: one build of the wiki for all test processes, one Chromium for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import Site, build_once, served, start_chromium

settings.register_profile("repeatable", derandomize=True)
settings.load_profile("repeatable")
"""The same commit, the same verdict; ever new inputs are what `python -m bench.mutants --seed` is for."""

OpenPage = Callable[..., Page]
FORGET = "if (location.origin !== 'null') { localStorage.clear(); sessionStorage.clear(); }"
"""Makes every visit the first."""


@dataclass
class Heard:
    """What the windows of a test asked for and complained of."""

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def listen(self, context: BrowserContext) -> None:
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))

    def forget(self) -> None:
        self.requests.clear()
        self.errors.clear()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Site]:
    """The wiki of this tree, built and served."""
    base = tmp_path_factory.getbasetemp()
    with served(build_once((base if worker_id == "master" else base.parent) / "wiki")) as site:
        yield site


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = start_chromium(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def windows(chromium: Browser) -> dict[bool, Page]:
    """A window with scripts and one without. They serve all tests, for a new one takes a second of a processor."""
    found = {scripts: chromium.new_context(java_script_enabled=scripts).new_page() for scripts in (True, False)}
    found[True].add_init_script(FORGET)
    return found


@pytest.fixture(scope="session")
def ears(windows: dict[bool, Page]) -> Heard:
    heard = Heard()
    for page in windows.values():
        heard.listen(page.context)
    return heard


@pytest.fixture
def heard(ears: Heard) -> Heard:
    """What the test's own windows say."""
    ears.forget()
    return ears


@pytest.fixture
def open_page(windows: dict[bool, Page], site: Site) -> Iterator[OpenPage]:
    """Opens an address of the site as a first visit: ``open_page("wiki/systems/", width=390, dark=True, still=True)``."""

    def open_(
        address: str, *, width: int = 1280, height: int = 900, dark: bool = False, still: bool = False, scripts: bool = True
    ) -> Page:
        page = windows[scripts]
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(
            media="screen",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce" if still else "no-preference",
        )
        page.goto(site.url(address))
        return page

    yield open_
    for page in windows.values():
        page.goto("about:blank")
