"""docs/http.md: each call works, and what it shows of the answer has the shape of the real one."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from flask.testing import FlaskClient

from glossary.config import Settings
from glossary.live import LiveGlossary
from glossary.model import KeptArticle
from glossary.opening import StoreSource
from glossary.store import Store
from glossary.web.app import create_app

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "http.md").read_text("utf-8")
FILES = dict(re.findall(r"<!-- file: (\S+) -->\n```\w*\n(.*?)```\n", PAGE, re.DOTALL))
EXAMPLES = re.findall(r"```console\n\$ (curl [^\n]*)\n```\n```json\n(.*?)```", PAGE, re.DOTALL)

KEPT: KeptArticle = {
    "source": "Wire", "id": "A1", "date": "2026-03-02T09:30+09:00", "text": None,
    "mentions": [
        {"concept": "huawei-ascend", "form": "성텅", "lang": "ko", "kind": "name", "status": "preferred",
         "start": at, "end": at + 2, "left": "화웨이는 ", "right": "을 공개했다."}
        for at in (5, 15)
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A service of the glossary that the page's examples are from."""
    database = f"sqlite:///{tmp_path_factory.mktemp('store')}/glossary.db"
    live = LiveGlossary(StoreSource(database), patience=300)
    live.start()
    live.serving()
    with Store.open(database) as store:
        store.keep([KEPT])
    return create_app(Settings(), live).test_client()


def test_each_call_shows_its_answer() -> None:
    assert len(EXAMPLES) == PAGE.count("$ curl ") == 13


@pytest.mark.parametrize(("call", "shown"), EXAMPLES, ids=range(len(EXAMPLES)))
def test_calls(client: FlaskClient, call: str, shown: str) -> None:
    _, *words = shlex.split(call)
    url = urlsplit(next(word for word in words if word.startswith("http://127.0.0.1:8000/")))
    query = url.query
    if "--data-urlencode" in words:
        name, value = words[words.index("--data-urlencode") + 1].split("=")
        query = f"{name}={quote(value)}"
    if "--data-binary" in words:
        data = FILES[words[words.index("--data-binary") + 1].removeprefix("@")]
        answer = client.post(url.path, data=data, content_type=words[words.index("-H") + 1].partition(": ")[2])
    elif "-d" in words:
        answer = client.post(url.path, data=words[words.index("-d") + 1], content_type="application/json")
    else:
        answer = client.get(f"{url.path}?{query}")
    assert [shape(value) for value in values(answer.text)] == [shape(value) for value in values(shown)]


def values(text: str) -> Iterator[Any]:
    """Yield the JSON values of an answer: one, or of NDJSON several, which a page may break over lines."""
    decoder = json.JSONDecoder()
    while text := text.lstrip():
        value, end = decoder.raw_decode(text)
        yield value
        text = text[end:]


def shape(value: Any, path: str = "") -> set[str]:
    """Return the paths of all fields of a JSON value, entries of a list as one."""
    if isinstance(value, list):
        return set().union(*(shape(item, path + "[]") for item in value))
    if isinstance(value, dict):
        # What hangs under `definition` and in the lists of ids is the glossary's, not the API's.
        inner = (shape(item, f"{path}.{name}") for name, item in value.items() if name not in ("definition", "related"))
        return {f"{path}.{name}" for name in value}.union(*inner)
    return set()
