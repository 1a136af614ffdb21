"""Article bytes to text, without changing a character."""

from __future__ import annotations

import codecs

from glossary.errors import UnreadableDocument
from glossary.text.script import HAN, HANGUL, scripts

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Legacy encodings that Korean and Chinese articles are found in, in the order in which they are tried as a guess.
_LEGACY = ("cp949", "gb18030", "big5")


def decode(data: bytes, name: str, encoding: str | None = None) -> str:
    """Return an article's text: no newline is translated, a leading byte order mark is no text.

    Without an encoding the bytes must be UTF-8. Raises UnreadableDocument, which names the likely encoding.
    """
    if encoding is None:
        encoding = "utf-8"
    try:
        text = data.decode(encoding)
    except LookupError:
        raise UnreadableDocument(f"{name}: no encoding is called {encoding!r}; try cp949, utf-16 or gb18030") from None
    except UnicodeError as error:
        if encoding.lower().replace("_", "-") not in ("utf-8", "utf8"):
            raise UnreadableDocument(f"{name}: not readable as {encoding} ({error}); name another --encoding") from None
        raise UnreadableDocument(f"{name}: not UTF-8{_advice(data)}") from None
    if "\0" in text and encoding == "utf-8":
        raise UnreadableDocument(f"{name}: not an article{_advice(data)}")
    return text.removeprefix("\ufeff")


# Byte order marks that decoding takes away, with what then stands behind them.
_MARKED = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
)


def encoded_like(data: bytes, content: str, name: str, encoding: str | None = None) -> bytes:
    """Return what a page has become in the encoding and with the byte order mark that it came in.

    Characters that the encoding lacks become references. Raises UnreadableDocument where the page's own bytes do not
    come out again, for some encodings write one text in several ways.
    """
    text = decode(data, name, encoding)
    plain = [(b"", encoding or "utf-8"), (b"", "utf-16-le"), (b"", "utf-32-le")]
    for mark, codec in (*plain, *_MARKED):
        try:
            if mark + text.encode(codec) == data:
                return mark + content.encode(codec, "xmlcharrefreplace")
        except UnicodeError:
            continue
    reason = f"its bytes cannot be written in {encoding} as they were"
    raise UnreadableDocument(f"{name}: {reason}; convert it to UTF-8 first: iconv -f {encoding} -t utf-8")


def likely(data: bytes) -> str | None:
    """Return the encoding that an article which is no UTF-8 looks like; None if it looks like none of those we know."""
    for bom, encoding in _BOMS[1:]:
        if data.startswith(bom):
            return encoding
    sample = data[: 1 << 16]
    for encoding in ("utf-16-le", "utf-16-be"):
        if _is_prose(sample[: len(sample) // 2 * 2].decode(encoding, "replace")):
            return encoding
    if b"\0" in sample:
        return None
    for encoding in _LEGACY:
        try:
            codecs.getincrementaldecoder(encoding)().decode(sample)
        except UnicodeError:
            continue
        return encoding
    return None


def _advice(data: bytes) -> str:
    """Return the part of a message that says what the bytes look like, and the mend."""
    encoding = likely(data)
    if encoding is not None:
        shown = "UTF-16" if encoding.startswith("utf-16") else encoding.upper()
        return f"; it looks like {shown}: give --encoding {encoding}"
    if b"\0" in data[: 1 << 16]:
        return "; it looks like a binary file: annotate its text instead"
    return "; give --encoding with the name of its encoding"


def _is_prose(text: str) -> bool:
    """Say whether nearly all characters are Hangul, hanzi, ASCII or CJK punctuation, and not hanzi alone.

    Bytes of another encoding read as UTF-16 give hanzi at random, but hardly spaces, Hangul and punctuation in order.
    """
    kinds = scripts(text)
    plain = sum(" " <= char < "\x7f" or char in "\n\r\t" or "\u3000" <= char < "\u3020" for char in text)
    ours = plain + kinds.count(HANGUL) + kinds.count(HAN)
    return len(text) > 0 and ours > 0.95 * len(text) and plain > 0.02 * len(text) and "\0" not in text
