"""Take the pictures of the pages for README and docs: `python tools/screenshots.py [FOLDER]`.

Serves the shipped glossary, and opens it in the system's Chromium. Into docs/images go a picture of search in light
and dark, and of the other pages; with a FOLDER, all pages at both widths and in both schemes, to be looked at.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from socket import socket
from urllib.parse import quote

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
PAGES = {
    "start": "/",
    "search": f"/?q={quote('승등')}",
    "nothing": f"/?q={quote('桂林电子')}",
    "concept": "/concepts/huawei-ascend",
    "list": "/concepts?by=pinyin&initial=H&category=organization",
    "missing": "/concepts/huawei-ascnd",
}
# Name of the picture, page, width, height, scheme.
SHOWN = (
    ("lookup", "search", 1000, 560, "light"),
    ("lookup-dark", "search", 1000, 560, "dark"),
    ("concept", "concept", 1000, 760, "light"),
    ("list", "list", 1000, 560, "light"),
)


@contextmanager
def service() -> Iterator[str]:
    """Yield the address of a service of the shipped glossary."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "GLOSSARY_DATABASE_URL": f"sqlite:///{folder}/glossary.db"}
        program = [sys.executable, "-m", "glossary"]
        subprocess.run(
            [*program, "load", "data/terms.yaml"], cwd=ROOT, env=environment, check=True, capture_output=True
        )
        process = subprocess.Popen(
            [*program, "serve", "--port", str(port), "--workers", "1"],
            cwd=ROOT,
            env=environment,
            stderr=subprocess.DEVNULL,
        )
        try:
            while process.poll() is None:
                with suppress(OSError), closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
                    connection.request("GET", "/readyz")
                    if connection.getresponse().status == 200:
                        break
                time.sleep(0.2)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)


def take(browser: Browser, url: str, path: str, file: Path, width: int, height: int, scheme: str, whole: bool) -> None:
    """Take one picture; in the search page the first result has the focus, to show its keys."""
    with closing(browser.new_context(base_url=url, viewport={"width": width, "height": height}, locale="ko-KR")) as own:
        page = own.new_page()
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(path)
        if page.locator(".entries").count():
            page.keyboard.press("Enter")
        page.wait_for_timeout(300)
        page.screenshot(path=file, full_page=whole)


def main() -> None:
    """Take the pictures of the docs, or all of them for a look."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with service() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        if folder is None:
            for name, page, width, height, scheme in SHOWN:
                take(browser, url, PAGES[page], IMAGES / f"{name}.png", width, height, scheme, whole=False)
        else:
            folder.mkdir(parents=True, exist_ok=True)
            for page, path in PAGES.items():
                for width in (1280, 390):
                    for scheme in ("light", "dark"):
                        file = folder / f"{page}-{width}-{scheme}.png"
                        take(browser, url, path, file, width, 860, scheme, whole=True)
        browser.close()


if __name__ == "__main__":
    main()
