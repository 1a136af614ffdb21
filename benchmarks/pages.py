"""The pages: what one costs the server, and how long a translator waits from a key to its answer on the screen."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import quantiles
from time import perf_counter
from typing import Any
from urllib.parse import quote

from benchmarks import corpus
from benchmarks.report import Table, in_own_process, middle
from benchmarks.service import HOST, free_port, wait
from glossary.config import Settings
from glossary.live import LiveGlossary
from glossary.opening import StoreSource
from glossary.store import Store

QUERIES = (
    "ghkdnpdl",
    "ㅎㅇㅇ",
    "昇騰",
    "shengteng",
    "승등",
    "성탱",
    "화웨이",
    "커다쉰페이",
    "huawei ascend",
    "중국 이동통신",
)
PAGES = {
    "search": [f"/search?q={quote(query[:end])}" for query in QUERIES for end in range(1, len(query) + 1)],
    "a concept": ["/concepts/huawei-ascend", "/concepts/china", "/concepts/huawei", "/concepts/s-7"],
    "list": ["/concepts", "/concepts?by=en", "/concepts?by=pinyin", "/concepts?page=900", "/concepts?page=1600"],
    "list, narrowed": [
        "/concepts?initial=%E3%85%8E",
        "/concepts?by=pinyin&initial=H&category=organization",
        "/concepts?category=person&page=40",
        f"/concepts?q={quote('화')}",
        f"/concepts?q={quote('中')}&category=organization",
        "/concepts?q=a",
        "/concepts?q=shang",
    ],
}
# Between a key and the moment when its answer is painted.
_TYPED = """
() => new Promise((done) => {
    const results = document.getElementById("results"), box = document.getElementById("q");
    let began = 0;
    box.addEventListener("input", (event) => { began = event.timeStamp; }, {once: true, capture: true});
    new MutationObserver((_, observer) => {
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
    }).observe(results, {childList: true});
})
"""


def tables(quick: bool) -> list[Table]:
    """Return the times of the pages on the server, and of typing in a browser."""
    names = 10_000 if quick else 100_000
    costs = [row for size in ((10_000,) if quick else (30_000, 300_000)) for row in in_own_process(_served, size, 20)]
    return [
        Table(
            "Pages",
            "Made by the application in its own process, gzip left out; ms by the clock of a machine with other work. "
            "The first list after a start is among them. Goal: p95 <= 50 at 100,000 concepts.",
            ("concepts", "page", "p50", "p95", "worst"),
            costs,
        ),
        Table(
            "Typing",
            "Chromium on the same machine, `glossary serve` with one worker: from a key's input event to the frame "
            "with its answer, ms. Goal: p95 <= 100 at 100,000 names.",
            ("names", "keys", "p50", "p95", "worst"),
            [_typed(names, 3 if quick else 10)],
        ),
    ]


@contextmanager
def _stored(names: int) -> Iterator[str]:
    """Yield the URL of a database with a glossary of so many names."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/glossary.db"
        with Store.open(url) as store:
            store.upgrade()
            store.replace(corpus.glossary(names, Random(names)), "synthetic")
        yield url


def _served(names: int, repetitions: int) -> list[Sequence[Any]]:
    from glossary.web.app import create_app

    with _stored(names) as url:
        live = LiveGlossary(StoreSource(url), patience=3600)
        live.start()
        concepts = live.serving().snapshot.size
        client = create_app(Settings(), live).test_client()
        rows: list[Sequence[Any]] = []
        for page, paths in PAGES.items():
            times = [_answered(client.get, path) for _ in range(repetitions) for path in paths]
            rows.append((f"{concepts:,}", page, *_spread(times)))
        live.stop()
    return rows


def _answered(get: Callable[[str], Any], path: str) -> float:
    begin = perf_counter()
    answer = get(path)
    spent = perf_counter() - begin
    assert answer.status_code == 200, path
    return spent * 1000


def _typed(names: int, repetitions: int) -> Sequence[Any]:
    from playwright.sync_api import sync_playwright

    port = free_port()
    with _stored(names) as url:
        environment = {**os.environ, "GLOSSARY_DATABASE_URL": url}
        command = [sys.executable, "-m", "glossary", "serve", "--port", str(port), "--workers", "1"]
        process = subprocess.Popen(
            command, cwd=Path(__file__).parent.parent, env=environment, stderr=subprocess.DEVNULL
        )
        try:
            wait(port, process, 1800)
            with sync_playwright() as playwright:
                chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
                page = chromium.new_page(base_url=f"http://{HOST}:{port}", locale="ko-KR")
                times = [spent for _ in range(repetitions) for query in QUERIES for spent in _keys(page, query)]
                chromium.close()
        finally:
            process.terminate()
            process.wait(30)
    return (f"{names:,}", len(times), *_spread(times))


def _keys(page: Any, query: str) -> Iterator[float]:
    """Yield the time of each key of a query, typed when the one before it was answered."""
    page.goto("/")
    for char in re.findall(r" ?\S", query):  # a space alone asks for nothing new
        page.evaluate(f"void (window.painted = ({_TYPED.strip()})())")  # not waited for here
        page.keyboard.insert_text(char)
        yield page.evaluate("window.painted")


def _spread(times: list[float]) -> tuple[float | None, float, float]:
    return middle(times), quantiles(times, n=20, method="inclusive")[18], max(times)
