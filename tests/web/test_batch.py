"""Batches: lines in, lines out, the same however the bytes are cut; what is wrong with a line is that line's affair."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from openapi_schema_validator import OAS31Validator

from glossary import terms_yaml
from glossary.config import Settings
from glossary.live import Serving
from glossary.model import Edition
from glossary.snapshot import Snapshot
from glossary.web.api import NDJSON, ROUTES, annotate_batch
from glossary.web.app import create_app
from glossary.web.batch import Batch
from glossary.web.openapi import document
from glossary.web.payloads import BatchLine
from tests.strategies import texts

from .conftest import ARTICLE, TERMS, serving

ADDRESS = "/api/v1/annotate/batch"
BOM = b"\xef\xbb\xbf"
SMALL = Settings(max_text=40, max_queries=1, max_query=1)  # so that a line over the limit is 66 kB
GOOD = {"id": "good", "text": ARTICLE[:40]}
SERVED = Serving(Snapshot.build(terms_yaml.parse(TERMS), 7), Edition(7, "test"), 0.0, None, None)
SCHEMA = {
    "$ref": "#/components/schemas/answer",
    "components": {
        "schemas": {
            **document(SMALL, "1")["components"]["schemas"],
            "answer": document(SMALL, "1")["paths"][ADDRESS]["post"]["responses"]["200"]["content"][NDJSON]["schema"],
        }
    },
}
VALIDATOR = OAS31Validator(SCHEMA)


def batch() -> Batch:
    return Batch(partial(annotate_batch, SERVED), BatchLine, 7, SMALL)


def answered(pieces: Iterable[bytes]) -> bytes:
    answers = batch()
    return b"".join(map(answers.feed, pieces)) + answers.end()


def lines_of(data: bytes) -> list[Any]:
    assert data == b"" or data.endswith(b"\n")
    found = [json.loads(line) for line in data.splitlines()]
    for line in found:
        VALIDATOR.validate(line)
    return found


def line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def at(text: bytes, cuts: Iterable[int]) -> list[bytes]:
    ends = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    return [text[start:end] for start, end in pairwise(ends)]


# Lines that cannot be annotated: the bytes, the status, words of the detail, and the id that comes back.
BAD: dict[str, tuple[bytes, int, str, object]] = {
    "no JSON": (b"{", 400, "not JSON", None),
    "words": (b"hello there", 400, "not JSON", None),
    "two objects": (line(GOOD) + line(GOOD), 400, "not JSON", None),
    "NaN": (b'{"id": NaN, "text": "a"}', 400, "not JSON", None),
    "deep": (b'{"id": 1, "text": ' + b"[" * 20_000 + b"]" * 20_000 + b"}", 400, "not JSON", None),
    "cut short": (line(GOOD)[:-1], 400, "not JSON", None),
    "NUL": (b"\0", 400, "not JSON", None),
    "a mark in the middle": (BOM + line(GOOD), 400, "not JSON", None),
    "bad UTF-8": (b'{"id": "a", "text": "\xff"}', 400, "UTF-8", None),
    "CP949": ('{"id": "a", "text": "승등"}'.encode("cp949"), 400, "UTF-8", None),
    "UTF-16": (line(GOOD).decode().encode("utf-16-be").replace(b"\n", b""), 400, "JSON", None),
    "encoded surrogate": (b'{"id": "a", "text": "\xed\xa0\x80"}', 400, "UTF-8", None),
    "lone surrogate": (b'{"id": "a", "text": "\\ud800"}', 400, "surrogate", None),
    "lone surrogate in the id": (b'{"id": "\\udc00", "text": "a"}', 400, "surrogate", None),
    "list": (b"[]", 400, "no JSON object", None),
    "string": (b'"text"', 400, "no JSON object", None),
    "null": (b"null", 400, "no JSON object", None),
    "number": (b"1", 400, "no JSON object", None),
    "empty object": (b"{}", 400, "id is missing", None),
    "no id": (b'{"text": "a"}', 400, "id is missing", None),
    "no text": (b'{"id": "a"}', 400, "text is missing", "a"),
    "text null": (b'{"id": "a", "text": null}', 400, "text", "a"),
    "text number": (b'{"id": 5, "text": 1}', 400, "text", 5),
    "text list": (b'{"id": "a", "text": ["b"]}', 400, "text", "a"),
    "id null": (b'{"id": null, "text": "a"}', 400, "id", None),
    "id true": (b'{"id": true, "text": "a"}', 400, "id", None),
    "id false": (b'{"id": false, "text": "a"}', 400, "id", None),
    "id list": (b'{"id": ["x"], "text": "a"}', 400, "id", None),
    "id object": (b'{"id": {}, "text": "a"}', 400, "id", None),
    "id fraction": (b'{"id": 1.5, "text": "a"}', 400, "id", None),
    "id beyond 64 bits": (b'{"id": 18446744073709551616, "text": "a"}', 400, "id", None),
    "id of 4000 digits": (b'{"id": ' + b"9" * 4_000 + b', "text": "a"}', 400, "", None),
    "text over the limit": (line({"id": "long", "text": "가" * 41}), 413, "41", "long"),
    "text of twelve-byte characters over the limit": (
        b'{"id": 9, "text": "' + b"\\ud83d\\ude42" * 41 + b'"}', 413, "41", 9,
    ),
    "line over the limit": (b'{"id": "a", "text": "' + b"a" * SMALL.max_body + b'"}', 413, "line", None),
    "line over the limit, no JSON": (b" " * SMALL.max_body + b"x", 413, "line", None),
}  # fmt: skip
# Lines that can.
FINE: dict[str, tuple[bytes, object]] = {
    "string id": (line(GOOD), "good"),
    "empty id": (b'{"id": "", "text": "a"}', ""),
    "id with everything": (line({"id": '\0"\\\u2028\ufeff🙂', "text": "a"}), '\0"\\\u2028\ufeff🙂'),
    "integer": (b'{"id": 0, "text": "a"}', 0),
    "negative": (b'{"id": -9223372036854775808, "text": "a"}', -(2**63)),
    "huge": (b'{"id": 18446744073709551615, "text": "a"}', 2**64 - 1),
    "more fields": (b'{"url": [1, {}], "id": "a", "text": "a"}', "a"),
    "spaces": (b' \t{ "id" : "a" , "text" : "a" } \t', "a"),
    "no text to speak of": (b'{"id": "a", "text": ""}', "a"),
    "text as long as may be": (line({"id": "a", "text": "🙂" * 40}), "a"),
    "escaped line feeds": (b'{"id": "a", "text": "\\n\\r\\n\\u2028"}', "a"),
    "line separators as they are": (line({"id": "a", "text": "\u2028\u2029\u0085\x7f"}), "a"),
    "a line as long as may be": (b'{"id": "a", "text": ""'.ljust(SMALL.max_body - 1) + b"}", "a"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_with_a_line_is_told_in_its_place(name: str) -> None:
    data, status, words, id = BAD[name]
    first, wrong, last = lines_of(answered([b"\n".join([line(GOOD), data, line(GOOD)])]))
    assert first == last
    assert first["id"] == "good"
    assert "error" not in first
    assert (wrong["id"], wrong["line"], wrong["revision"]) == (id, 2, 7)
    assert type(wrong["id"]) is type(id)
    assert wrong["error"]["status"] == status
    assert words in wrong["error"]["detail"]
    assert "Traceback" not in wrong["error"]["detail"]
    assert "mentions" not in wrong


@pytest.mark.parametrize("name", FINE)
def test_whatever_can_be_annotated_is(name: str) -> None:
    data, id = FINE[name]
    (answer,) = lines_of(answered([data]))
    assert (answer["id"], answer["revision"]) == (id, 7)
    assert type(answer["id"]) is type(id)
    assert answer["text_length"] == len(json.loads(data)["text"])


def test_all_of_them_together_cut_into_bytes() -> None:
    data = [*(data for data, *_ in BAD.values()), *(data for data, _ in FINE.values())]
    body = b"\n".join(data)
    answers = lines_of(answered([body]))
    assert [answer["id"] for answer in answers] == [*(b[3] for b in BAD.values()), *(id for _, id in FINE.values())]
    assert [answer["line"] for answer in answers[: len(BAD)]] == list(range(1, len(BAD) + 1))
    assert answered([body[n : n + 1] for n in range(len(body))]) == answered([body])


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("final", [True, False])
def test_line_ends_of_every_kind(end: bytes, final: bool) -> None:
    lines = [b"", line(GOOD), b"", b" \t", b"{", b"", line({"id": 2, "text": "성텅"})]
    answers = lines_of(answered([end.join(lines) + (end if final else b"")]))
    assert [answer["id"] for answer in answers] == ["good", None, 2]
    assert answers[1]["line"] == 5
    assert answers[2]["mentions"][0]["concept"] == "huawei-ascend"


@pytest.mark.parametrize("body", [b"", b"\n", b"\r\n\r\n", b"   ", BOM, BOM + b"\n"])
def test_nothing_asked_nothing_answered(body: bytes) -> None:
    assert answered([body]) == b""
    assert answered([body[n : n + 1] for n in range(len(body))]) == b""


@pytest.mark.parametrize("cuts", [[], [1], [2], [3], [0, 0, 1, 2, 3, 4], range(200)])
def test_a_byte_order_mark_is_no_text(cuts: Iterable[int]) -> None:
    assert answered(at(BOM + line(GOOD), cuts)) == answered([line(GOOD)])


@pytest.mark.parametrize("cuts", [[], [3], [1, 4], [6]])
def test_only_one_mark_is_taken_off(cuts: Iterable[int]) -> None:
    (wrong,) = lines_of(answered(at(BOM + BOM + line(GOOD), cuts)))
    assert wrong["error"]["status"] == 400


_IDS = st.text(st.characters(codec="utf-8"), max_size=5) | st.integers(-(2**63), 2**64 - 1)
_WRONG = st.sampled_from([data for name, (data, *_) in BAD.items() if len(data) < 1_000])
_OBJECTS = st.builds(lambda id, text: line({"id": id, "text": text}), _IDS, texts)
_BODIES = st.lists(
    st.tuples(
        _OBJECTS | _WRONG | st.sampled_from([b"", b"\r", b" "]) | st.binary(max_size=8),
        st.sampled_from([b"\n", b"\r\n"]),
    ),
    max_size=8,
).map(lambda pairs: b"".join(part for pair in pairs for part in pair))
_CUTS = st.lists(st.integers(0, 300), max_size=12)


@given(start=st.sampled_from([b"", BOM, BOM + BOM]), body=_BODIES, rest=st.binary(max_size=6) | _OBJECTS, cuts=_CUTS)
def test_it_does_not_matter_how_the_bytes_are_cut(start: bytes, body: bytes, rest: bytes, cuts: list[int]) -> None:
    data = start + body + rest
    whole = answered([data])
    lines_of(whole)
    assert answered(at(data, cuts)) == whole


@given(
    articles=st.lists(st.tuples(_IDS, texts | st.just(ARTICLE[:40]) | st.just("성텅과 昇騰")), max_size=6), cuts=_CUTS
)
def test_each_article_is_answered_as_alone(articles: list[tuple[str | int, str]], cuts: list[int]) -> None:
    body = b"\n".join(line({"id": id, "text": text}) for id, text in articles)
    alone = [{"id": id, **json.loads(json.dumps(SERVED.snapshot.annotate(text)))} for id, text in articles]
    assert lines_of(answered(at(body, cuts))) == alone


def test_answers_come_as_soon_as_their_line_has_ended() -> None:
    answers = batch()
    assert answers.feed(line(GOOD)) == b""
    assert lines_of(answers.feed(b"\n{"))[0]["id"] == "good"
    assert lines_of(answers.feed(b"}\n" + line(GOOD) + b"\n"))[1]["id"] == "good"
    assert answers.end() == b""


def test_a_stream_that_fails_says_at_which_line() -> None:
    answers = batch()
    answers.feed(line(GOOD) + b"\n" + line(GOOD)[:9])
    (last,) = lines_of(answers.failed(408, "too slow"))
    assert (last["id"], last["line"], last["error"]["status"]) == (None, 2, 408)
    assert last["error"]["detail"] == "too slow"


def test_an_error_of_ours_is_told_in_its_line_without_the_text(caplog: pytest.LogCaptureFixture) -> None:
    def answer(asked: BatchLine) -> dict[str, object]:
        if asked.id == 1:
            raise RuntimeError(asked.text)
        return annotate_batch(SERVED, asked)  # type: ignore[return-value]

    broken = Batch(answer, BatchLine, 7, SMALL)
    body = b"\n".join(line({"id": id, "text": "비밀"}) for id in range(3)) + b"\n"
    first, wrong, last = lines_of(broken.feed(body))
    assert (first["id"], last["id"]) == (0, 2)
    assert (wrong["id"], wrong["line"], wrong["error"]["status"]) == (1, 2, 500)
    assert "비밀" not in json.dumps(wrong, ensure_ascii=False)
    assert "RuntimeError in line 2" in caplog.text
    assert "비밀" not in caplog.text


# Over HTTP


def test_a_batch_over_http(client: FlaskClient) -> None:
    texts = {"a": ARTICLE, "b": "", "c": "선전시에서 昇騰을"}
    body = b"\r\n".join([BOM + b"x", *(line({"id": id, "text": text}) for id, text in texts.items())])
    answer = client.post(ADDRESS, data=body, content_type=NDJSON)
    assert answer.status_code == 200
    assert answer.mimetype == NDJSON
    wrong, *annotations = lines_of(answer.data)
    assert (wrong["id"], wrong["line"], wrong["error"]["status"]) == (None, 1, 400)
    for (id, text), annotation in zip(texts.items(), annotations, strict=True):
        assert annotation == {"id": id, **client.post("/api/v1/annotate", json={"text": text}).json}


def test_the_limits_of_lines_are_none_of_the_body(client: FlaskClient) -> None:
    settings = Settings(max_text=40, max_queries=1, max_query=1)
    small = create_app(settings, serving(terms_yaml.parse(TERMS))).test_client()
    count = 2 * settings.max_body // len(line(GOOD))
    answers = lines_of(small.post(ADDRESS, data=(line(GOOD) + b"\n") * count, content_type=NDJSON).data)
    assert len(answers) == count
    assert all(answer == answers[0] for answer in answers)
    assert answers[0]["id"] == "good"


@pytest.mark.parametrize("kind", [NDJSON, "application/jsonl", "application/json", "text/plain", None])
def test_the_content_type_is_no_matter(client: FlaskClient, kind: str | None) -> None:
    """Line by line anything can be told from anything else, and no two programs name NDJSON alike."""
    answer = client.post(ADDRESS, data=line(GOOD), content_type=kind)
    assert answer.status_code == 200
    assert lines_of(answer.data)[0]["id"] == "good"


def test_compressed_lines_are_refused(client: FlaskClient) -> None:
    answer = client.post(ADDRESS, data=b"\x1f\x8b", headers={"Content-Encoding": "gzip"})
    assert answer.status_code == 415
    assert answer.content_type == "application/problem+json"


def test_the_route_of_lines_is_this_one() -> None:
    assert [route.answer for route in ROUTES if route.lines] == [annotate_batch]
