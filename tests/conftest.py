"""Fixtures of the browser tests: one build of the wiki for all test processes, one Chromium for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import Site, build_once, served, start_chromium

OpenPage = Callable[..., Page]


@dataclass
class Heard:
    """What a window asked for and complained of."""

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def listen(self, context: BrowserContext) -> None:
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))


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


@pytest.fixture
def heard() -> Heard:
    """Of all windows of one test."""
    return Heard()


@pytest.fixture
def open_page(chromium: Browser, site: Site, heard: Heard) -> Iterator[OpenPage]:
    """Opens an address of the site in a window of its own: ``open_page("wiki/systems/", width=390, color_scheme="dark")``."""
    contexts: list[BrowserContext] = []

    def open_(address: str, *, width: int = 1280, height: int = 900, **options: Any) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        heard.listen(context)
        page = context.new_page()
        page.goto(site.url(address))
        return page

    yield open_
    for context in contexts:
        context.close()
