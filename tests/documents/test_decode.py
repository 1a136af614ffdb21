"""Article bytes to text: nothing changed, and a message with the mend where it cannot be."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.documents import decode
from glossary.errors import UnreadableDocument

ARTICLE = "화웨이는 성텅을 내놓았다. 华为 発表\n"
KOREAN = "화웨이는 성텅을 새로 내놓았다고 밝혔다.\n" * 3
TAIWANESE = "華為與騰訊在廣東省設立研究所，記者會於今日舉行。\n" * 3


def refusal(data: bytes, encoding: str | None = None) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        decode(data, "기사.txt", encoding)
    message = str(caught.value)
    assert message.startswith("기사.txt: ")
    assert "\n" not in message
    return message


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")))
def test_utf8_is_read_as_it_is(text: str) -> None:
    assert decode(text.encode("utf-8"), "a.txt") == text
    assert decode(codecs.BOM_UTF8 + text.encode("utf-8"), "a.txt") == text


@pytest.mark.parametrize("text", ["a\r\nb\r\n", "a\rb", "a\n\r\nb\x85c\u2028d\x0c", "  끝  ", "\t\n"])
def test_newlines_and_spaces_stay(text: str) -> None:
    assert decode(text.encode("utf-8"), "a.txt") == text


def test_only_the_leading_mark_is_no_text() -> None:
    assert decode("\ufeff가\ufeff나".encode(), "a.txt") == "가\ufeff나"
    assert decode(b"", "a.txt") == ""
    assert decode(codecs.BOM_UTF8, "a.txt") == ""


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "UTF-8", "utf8", "utf-8-sig"]
)
def test_a_named_encoding_is_used(encoding: str) -> None:
    assert decode(ARTICLE.encode(encoding), "a.txt", encoding) == ARTICLE


@pytest.mark.parametrize("encoding", ["cp949", "euc-kr", "CP949"])
def test_korean_encodings(encoding: str) -> None:
    assert decode(KOREAN.encode(encoding), "a.txt", encoding) == KOREAN


def test_a_mark_of_order_is_no_text_in_utf_16() -> None:
    data = codecs.BOM_UTF16_LE + ARTICLE.encode("utf-16-le")
    assert decode(data, "a.txt", "utf-16-le") == ARTICLE
    assert decode(data, "a.txt", "utf-16") == ARTICLE


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (KOREAN.encode("cp949"), "cp949"),
        (("뷁쉛 " + KOREAN).encode("cp949"), "cp949"),  # syllables that EUC-KR lacks
        (codecs.BOM_UTF16_LE + KOREAN.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + KOREAN.encode("utf-16-be"), "utf-16"),
    ],
)
def test_the_likely_encoding_is_named_and_works(data: bytes, encoding: str) -> None:
    assert f"--encoding {encoding}" in refusal(data)
    assert decode(data, "a.txt", encoding).endswith(KOREAN)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["Huawei launched a chip.\n" * 3, "AI " * 30 + KOREAN])
def test_utf_16_without_a_mark_is_named(encoding: str, text: str) -> None:
    message = refusal(text.encode(encoding))
    assert f"--encoding {encoding}" in message
    assert decode(text.encode(encoding), "a.txt", encoding) == text


def test_utf_16_of_hangul_without_a_mark_is_refused() -> None:
    refusal(KOREAN.encode("utf-16-le"))


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01",
        b"%PDF-1.7\n\0\xff\xfe\x80 stream",
        b"PK\x03\x04\x14\0\0\0\x08\0" + bytes(range(256)),
        b"text with a \0 in it",
        bytes(1000),
    ],
)
def test_what_is_no_text_is_refused_by_name(data: bytes) -> None:
    assert "binary" in refusal(data)


@pytest.mark.parametrize("data", [b"\xff\xff\xff\x81", "화웨이".encode()[:-1], b"\xed\xa0\x80 lone", b"\xc0\x80"])
def test_broken_utf8_is_refused(data: bytes) -> None:
    assert "UTF-8" in refusal(data)


@pytest.mark.parametrize("encoding", ["klingon", "", "utf-99", "쓰기", "no such"])
def test_an_unknown_encoding_is_told(encoding: str) -> None:
    message = refusal(KOREAN.encode("cp949"), encoding)
    assert repr(encoding) in message
    assert "cp949" in message


@pytest.mark.parametrize("encoding", ["base64", "hex", "rot13", "zlib", "bz2"])
def test_a_codec_that_is_no_encoding_is_told(encoding: str) -> None:
    refusal(KOREAN.encode("cp949"), encoding)


def test_a_wrong_encoding_is_told() -> None:
    assert "cp949" in refusal(b"\xff\xff\xff", "cp949")
    assert "utf-16" in refusal(b"abc", "utf-16")
    assert "ascii" in refusal(KOREAN.encode(), "ascii")


def test_the_other_chinese_encoding_is_not_taken_for_utf_8() -> None:
    for encoding in ("gb18030", "big5"):
        assert "--encoding" in refusal(TAIWANESE.encode(encoding))


@given(st.binary(max_size=60), st.sampled_from([None, "cp949", "utf-16", "gb18030", "big5", "latin-1"]))
def test_any_bytes_are_text_or_refused(data: bytes, encoding: str | None) -> None:
    try:
        text = decode(data, "a.txt", encoding)
    except UnreadableDocument:
        return
    assert isinstance(text, str)
    if encoding is None:
        assert data in (text.encode("utf-8"), codecs.BOM_UTF8 + text.encode("utf-8"))
