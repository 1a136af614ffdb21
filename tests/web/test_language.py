from __future__ import annotations

import re
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient

from glossary.web import language
from tools import make_messages

TRANSLATED = [tag for tag in language.LANGUAGES if tag != language.SOURCE]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}")


def catalogue(tag: str) -> Catalog:
    return read_po(BytesIO(language.catalogue(tag).encode()), locale=tag.replace("-", "_"))


@pytest.mark.parametrize("tag", TRANSLATED)
def test_every_message_is_translated(tag: str) -> None:
    """Run tools/make_messages.py after changing a message, and write what is missing."""
    used = {(message.id, message.context) for message in make_messages.extracted() if message.id}
    known = {(message.id, message.context) for message in catalogue(tag) if message.id}
    assert known == used
    for message in catalogue(tag):
        if message.id:
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            strings = message.string if isinstance(message.string, tuple) else (message.string,)
            assert all(strings), message.id
            assert not message.fuzzy, message.id
            for string in strings:
                assert set(PLACEHOLDER.findall(string)) == set(PLACEHOLDER.findall(ids[0])), message.id
                assert not re.search("[가-힣]", string), message.id


@pytest.mark.parametrize("tag", TRANSLATED)
def test_the_catalogues_are_as_the_tool_writes_them(tag: str) -> None:
    text = language.catalogue(tag)
    assert make_messages.updated(text, make_messages.extracted(), tag.replace("-", "_")) == text


def test_the_source_is_korean() -> None:
    messages = [message for message in make_messages.extracted() if message.id]
    assert len(messages) > 50
    for message in messages:
        first = message.id[0] if isinstance(message.id, tuple) else message.id
        assert re.search("[가-힣]", first), first


@pytest.mark.parametrize(
    ("accepted", "cookie", "asked", "tag"),
    [
        ("", "", "", "ko"),
        ("fr, de;q=0.9", "", "", "ko"),
        ("fr, en;q=0.8, zh;q=0.9", "", "", "zh-Hans"),
        ("zh-HK", "", "", "zh-Hant"),
        ("zh-Hant-CN", "", "", "zh-Hant"),
        ("ko-KR", "en", "", "en"),
        ("ko-KR", "en", "zh-Hant", "zh-Hant"),
        ("en", "klingon", "<script>", "en"),
    ],
)
def test_which_language_a_page_has(app: Flask, accepted: str, cookie: str, asked: str, tag: str) -> None:
    client = app.test_client()
    if cookie:
        client.set_cookie(language.COOKIE, cookie)
    answer = client.get("/", headers={"Accept-Language": accepted}, query_string={"lang": asked} if asked else None)
    assert f'<html lang="{tag}">' in answer.text
    assert answer.headers["Content-Language"] == tag
    assert {"Accept-Language", "Cookie"} <= answer.vary.as_set(preserve_casing=True)


def test_what_was_chosen_is_remembered(client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.get("/").headers
    assert "Set-Cookie" not in client.get("/?lang=xx").headers
    assert "Set-Cookie" not in client.get("/api/v1/lookup?q=a&lang=en").headers
    assert client.get("/?lang=en").headers["Set-Cookie"].startswith("lang=en;")
    assert '<html lang="en">' in client.get("/docs").text


def test_the_switch_keeps_the_query(client: FlaskClient) -> None:
    shown = client.get("/", query_string={"q": '昇"&騰', "lang": "en"}).text
    assert 'href="?q=%E6%98%87%22%26%E9%A8%B0&amp;lang=zh-Hant"' in shown


def test_failures_are_told_in_the_language_of_the_reader(client: FlaskClient) -> None:
    answer = client.get("/nothing", headers={"Accept": "text/html", "Accept-Language": "zh-TW"})
    assert answer.status_code == 404
    assert "這個網址沒有內容" in answer.text
