"""A real service and a real browser. Every page that a test opens is watched.

An error on the console or in a script, a violation of the Content-Security-Policy, or a request to any other host
fails the test that caused it.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.conftest import ROOT

PATIENCE = 20_000  # milliseconds: a busy machine may need them for the first article, which loads a model
expect.set_options(timeout=PATIENCE)

LONG = "긴" * 10_000
HOSTILE = f"""\
- id: hostile-script
  category: term
  ko: '<script>window.ran = 1</script>'
  zh: '<img src=x onerror="window.ran = 2">'
  en: '"><svg onload=window.ran=3>'
  definition: {{ko: '<b onclick=window.ran=4>&amp;</b>', en: '<i>{{{{ 7 * 7 }}}}</i>'}}
  note: '</textarea><script>window.ran = 5</script>'
  tickers: ['<script>']
  external: {{website: 'javascript:window.ran=6'}}
  sources:
    - {{ref: 'javascript:window.ran=7', quote: '<script>window.ran = 8</script>'}}
    - {{ref: 'https://news.example/?a=1&b="><script>'}}
- id: hostile-rtl
  category: term
  ko: "가나\\u202E다라"
  en: "\\u202Eevil\\u2066"
  note: "\\u202E뒤집힌 글"
- id: hostile-long
  category: term
  ko: '{LONG}'
  en: '{"w" * 10_000}'
  definition: {{ko: '{"설명" * 5_000}'}}
"""


# Reports of what is right as well would take most of the time on a long page.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def no_barriers(page: Page) -> None:
    """Hold the page to what axe knows of barriers for readers, and to the width of the screen."""
    found = Axe().run(page, options=RULES)
    assert found.response["violations"] == [], found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen"


@dataclass
class Service:
    """A running service, and what its glossary's history is."""

    url: str
    log: Path


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """`glossary serve` with the shipped glossary and hostile names, in a database with two revisions."""
    folder = tmp_path_factory.mktemp("service")
    shipped = (ROOT / "data" / "terms.yaml").read_text(encoding="utf-8")
    environment = {**os.environ, "GLOSSARY_DATABASE_URL": f"sqlite:///{folder}/glossary.db", "PYTHONPATH": str(ROOT)}
    glossary = [sys.executable, "-m", "glossary"]
    for name, text in (("first.yaml", shipped.replace("ko: [성텅, 어센드]", "ko: 성텅")), ("terms.yaml", shipped)):
        (folder / name).write_text(text.rstrip() + "\n" + HOSTILE, encoding="utf-8")
        subprocess.run([*glossary, "load", folder / name], env=environment, check=True, capture_output=True)
    log = folder / "log"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with log.open("w") as out:
        process = subprocess.Popen(
            [*glossary, "serve", "--port", str(port), "--workers", "1"], env=environment, stderr=out, stdout=out
        )
    try:
        yield Service(_ready(process, log), log)
    finally:
        process.terminate()
        process.wait(30)


def _ready(process: subprocess.Popen[Any], log: Path) -> str:
    end = time.monotonic() + 120
    while time.monotonic() < end and process.poll() is None:
        if found := re.search(r"http://([\d.]+):(\d+)", log.read_text()):
            with suppress(OSError), closing(HTTPConnection(found[1], int(found[2]), timeout=10)) as connection:
                connection.request("GET", "/readyz")
                if connection.getresponse().status == 200:
                    return found[0]
        time.sleep(0.1)
    raise AssertionError(f"the service did not get ready:\n{log.read_text()}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium; nothing is downloaded. Not for the session: as long as it lives an event loop runs."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path is not None, "there is no Chromium: install it, or unset GLOSSARY_TEST_BROWSER"
    playwright: Playwright
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


@dataclass
class Watched:
    """What went wrong on the pages of a test; `expected` are parts of console errors that are meant to come."""

    problems: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def tell(self, problem: str) -> None:
        self.problems.append(problem)

    def unexpected(self) -> list[str]:
        return [one for one in self.problems if not any(part in one for part in self.expected)]


@pytest.fixture
def watched() -> Iterator[Watched]:
    all_of_them = Watched()
    yield all_of_them
    assert all_of_them.unexpected() == []


Opens = Callable[..., Page]
_REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation",
    (event) => console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`));
"""


@pytest.fixture
def opens(browser: Browser, service: Service, watched: Watched) -> Iterator[Opens]:
    """Return what opens a page of the service: `opens("/?q=…", locale="en-US", width=390)`.

    Whatever else is given is an option of Playwright's `new_context`.
    """
    contexts: list[BrowserContext] = []

    def opened(path: str = "/", *, width: int = 1280, height: int = 900, **options: Any) -> Page:
        options.setdefault("locale", "ko-KR")
        context = browser.new_context(
            base_url=service.url, viewport={"width": width, "height": height}, reduced_motion="reduce", **options
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.add_init_script(_REPORT_VIOLATIONS)
        page = context.new_page()
        page.on("pageerror", lambda error: watched.tell(f"error: {error}"))
        page.on(
            "console",
            lambda said: watched.tell(f"console: {said.text}") if said.type in ("error", "warning") else None,
        )
        page.on(
            "request",
            lambda asked: None if asked.url.startswith(service.url) else watched.tell(f"elsewhere: {asked.url}"),
        )
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def page(opens: Opens) -> Page:
    """The search page, in Korean, on a wide screen."""
    return opens("/")
