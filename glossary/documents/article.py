"""An article as it came, and what of it is read for names: of plain text all, of a page the text without its markup."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import NamedTuple

from glossary.documents.markup import Kind, Token, references, referred, tokens
from glossary.model import Annotation, Mention

Annotate = Callable[[str], Annotation]


class Article:
    """Plain text. `source` is what it came as and what offsets count, `text` is what is read for names.

    `content` is what W3C selectors count: the text as a browser holds it.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.text = source

    @property
    def content(self) -> str:
        """The article's text for selectors."""
        return self.source

    def annotated(self, annotate: Annotate) -> Annotation:
        """Return the names in `text`; offsets are its own."""
        return annotate(self.text)

    def located(self, annotation: Annotation) -> Annotation:
        """Return an annotation of `text` with the offsets of `source`."""
        return annotation

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where a piece of `text` stands in `source`."""
        return start, end

    def selected(self, start: int, end: int) -> tuple[int, int]:
        """Return where a piece of `text` stands in `content`."""
        return start, end


class Span(NamedTuple):
    """A piece of the source that carries (a part of) a name; where `open` is false, no mark may stand there."""

    start: int
    end: int
    open: bool


class Page(Article):
    """An HTML page or fragment. `text` is what a reader sees: paragraphs with a blank line between, `br` a line's end.

    Scripts, styles, comments, the title, form fields, ruby annotations (`rt`) and drawings are not read. No source is
    too broken: what browsers make of it decides.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        reader = _Reader(source)
        for token in tokens(source):
            reader.take(token)
        self._pieces = reader.pieces
        self._starts = [piece.at for piece in reader.pieces]
        self._content = reader.content
        self.text = "".join(reader.text)

    @property
    def content(self) -> str:
        """The text of all text nodes of the body, as `document.body.textContent` gives it."""
        return "".join(self._content)

    def annotated(self, annotate: Annotate) -> Annotation:
        """Return the names in `text`, without those that begin or end inside a character reference (&fjlig;)."""
        annotation = annotate(self.text)
        return {**annotation, "mentions": [mention for mention in annotation["mentions"] if self._is_whole(mention)]}

    def located(self, annotation: Annotation) -> Annotation:
        """Return an annotation of `text` with the offsets of `source`; a mention's text is what stands there."""
        mentions: list[Mention] = []
        for mention in annotation["mentions"]:
            start, end = self.place(mention["start"], mention["end"])
            mentions.append({**mention, "start": start, "end": end, "text": self.source[start:end]})
        return {**annotation, "text_length": len(self.source), "mentions": mentions}

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where a piece of `text` stands in `source`, with the tags inside it."""
        spans = list(self.spans(start, end))
        return spans[0].start, spans[-1].end

    def spans(self, start: int, end: int) -> Iterator[Span]:
        """Yield the pieces of the source that make up a piece of `text`: what stands between tags."""
        span: Span | None = None
        for piece in self._touched(start, end):
            first, last = piece.source, piece.source + piece.length
            if not piece.state & _REFERENCE:
                first += max(0, start - piece.at)
                last -= max(0, piece.at + piece.size - end)
            own = Span(first, last, not piece.state & _CLOSED)
            if span is None:
                span = own
            elif own.open == span.open and not self.source[span.end : own.start].strip(_SPACE):
                span = Span(span.start, own.end, own.open)
            else:
                yield from self._trimmed(span)
                span = own
        if span is not None:
            yield from self._trimmed(span)

    def _trimmed(self, span: Span) -> Iterator[Span]:
        """Yield a span without the spaces at its ends, if more is left of it."""
        own = self.source[span.start : span.end]
        if own.strip(_SPACE):
            start = span.start + len(own) - len(own.lstrip(_SPACE))
            yield Span(start, span.end - len(own) + len(own.rstrip(_SPACE)), span.open)

    def selected(self, start: int, end: int) -> tuple[int, int]:
        """Return where a piece of `text` stands in `content`."""
        touched = self._touched(start, end)
        first, last = touched[0], touched[-1]
        return first.content + max(0, start - first.at), last.content + min(last.size, end - last.at)

    def _touched(self, start: int, end: int) -> list[_Piece]:
        first = bisect_right(self._starts, start) - 1
        last = bisect_right(self._starts, end - 1)
        return [piece for piece in self._pieces[first:last] if piece.at + piece.size > start]

    def _is_whole(self, mention: Mention) -> bool:
        return all(
            mention["start"] <= piece.at and piece.at + piece.size <= mention["end"]
            for piece in self._touched(mention["start"], mention["end"])
            if piece.state & _REFERENCE
        )


_SPACE = "\t\n\f\r "
# Between two of these no name goes on. Cells and list items are lines of their own.
_BLOCKS = frozenset(
    """address article aside blockquote body caption center col colgroup dd details dialog dir div dl dt fieldset
    figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li listing main
    menu nav ol optgroup option p plaintext pre search section summary table tbody td tfoot th thead title tr ul
    xmp""".split()
)
# Seen, but not as text: a picture, a field, or an element whose content only shows where it cannot be shown itself.
_SEEN = frozenset("audio button canvas embed iframe img input math object select svg textarea video".split())
_HIDING = frozenset("audio canvas datalist math object select svg template video".split())
_RUBY = frozenset({"rp", "rt", "rtc"})
# What may stand before the body; anything else, and any text, begins it.
_HEAD = frozenset("base basefont bgsound head html link meta noframes noscript script style template title".split())
_KEEPING = frozenset({"listing", "pre"})  # their spaces and lines are seen as they are written
_MINE = "data-concept="

_IN_PROSE = references(r"[\t\n\f\r ]{2,}", r"[\t\n\f\r]")
_AS_WRITTEN = references(r"\r\n?")
_NONE, _GAP, _LINE, _BREAK = range(4)
_WRITTEN = ("", " ", "\n", "\n\n")


_REFERENCE, _CLOSED = 1, 2  # states: written as a reference; where no mark may stand (in a link, in a mark of ours)


class _Piece(NamedTuple):
    """A piece of the text: `size` characters from `at`, `length` from `source`, and where it is in the content."""

    at: int
    size: int
    source: int
    length: int
    content: int
    state: int


class _Links:
    """The links that are open, as browsers nest them: one in a cell ends with the cell, not by a tag outside it."""

    _CELLS = frozenset({"td", "th", "caption"})
    _ROWS = frozenset({"tr", "tbody", "thead", "tfoot"})
    _OTHERS = frozenset({"button", "applet", "marquee"})
    _DEEPEST = 512  # browsers nest no deeper either, and what is looked through stays short

    def __init__(self) -> None:
        self._scopes: list[str] = []  # "table", "cell" or the name of another element that links do not leave
        self._open: list[int] = []  # how deep in scopes each open link stands

    def __bool__(self) -> bool:
        return bool(self._open)

    def toggle(self, starts: bool) -> None:
        """Open a link, or close the one of this scope."""
        depth = len(self._scopes)
        while self._open and self._open[-1] == depth:
            self._open.pop()
        if starts:
            self._open.append(depth)

    def pass_tag(self, name: str, starts: bool) -> None:
        """Take a tag of another element, which may begin or end a scope."""
        if name in self._CELLS or name in self._ROWS:
            self._leave("cell", beyond=("table",))
            if starts and name in self._CELLS and self._scopes and self._scopes[-1] == "table":
                self._scopes.append("cell")
        elif name == "table" or name in self._OTHERS:
            if starts:
                self._scopes.append(name)
            else:
                self._leave(name, beyond=() if name == "table" else ("table", "cell"))

    def _leave(self, name: str, beyond: tuple[str, ...]) -> None:
        """Leave the innermost scope of this name, if it is not beyond one of those."""
        for depth in range(len(self._scopes), max(0, len(self._scopes) - self._DEEPEST), -1):
            scope = self._scopes[depth - 1]
            if scope == name:
                del self._scopes[depth - 1 :]
                last = 0
                while self._open and self._open[-1] >= depth:
                    last = self._open.pop()
                if name == "table" and last == depth:  # one right in the table, in no cell, goes on behind it
                    self._open.append(depth - 1)
                return
            if scope in beyond:
                return


class _Reader:
    """Makes of tokens the text that is seen, piece by piece."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.text: list[str] = []
        self.pieces: list[_Piece] = []
        self.content: list[str] = []
        self._length = self._counted = 0  # of text, of content
        self._pending = _NONE  # the gap before the next piece
        self._broken = False  # by a br in this gap
        self._spaced = True  # the text ends with a space, or none is seen before what comes
        self._body = False  # it has begun
        self._hiding: tuple[str, int] | None = None  # the element that hides its content, and how deep we are in it
        self._ruby = False
        self._keeping = 0
        self._links = _Links()
        self._mark = False
        self._drop_line = False  # the one behind <pre> is not text

    def take(self, token: Token) -> None:
        """Take the next token."""
        kind, name = token.kind, token.name
        drop, self._drop_line = self._drop_line, False
        if kind is Kind.TEXT:
            self._prose(token.start + self._dropped(token.start, drop), token.end)
        elif kind is Kind.RAW:
            start = token.start + self._dropped(token.start, drop)
            if self._body:
                self._unseen(start, token.end, decoded=name in ("title", "textarea"))
        elif kind in (Kind.START, Kind.END):
            starts = kind is Kind.START
            self._drop_line = starts and name in ("listing", "pre", "textarea")
            if self._hiding:
                self._in_hidden(name, starts)
            else:
                self._tag(name, starts, token)

    def _in_hidden(self, name: str, starts: bool) -> None:
        assert self._hiding is not None
        hiding, depth = self._hiding
        if name == hiding:
            depth += 1 if starts else -1
            self._hiding = (hiding, depth) if depth else None

    def _tag(self, name: str, starts: bool, token: Token) -> None:
        self._links.pass_tag(name, starts)
        if name in _BLOCKS:
            self._gap(_BREAK)
            self._ruby = False
        elif name in _SEEN:
            self._gap(_GAP)
        elif name == "br":
            self._gap(_BREAK if self._broken else _LINE)
            self._broken = True
        elif name in _RUBY or name in ("rb", "ruby"):
            self._ruby = starts and name in _RUBY
        elif name == "a":
            self._links.toggle(starts)
        elif name == "mark":
            self._mark = starts and _MINE in self.source[token.start : token.end]
        if starts and name not in _HEAD:
            self._body = True
        if name in _KEEPING:
            self._keeping = max(0, self._keeping + (1 if starts else -1))
        closes_itself = name in ("svg", "math") and self.source[token.end - 2] == "/"
        if starts and name in _HIDING and not closes_itself:
            self._hiding = (name, 1)

    def _dropped(self, at: int, drop: bool) -> int:
        if not drop:
            return 0
        return 2 if self.source.startswith("\r\n", at) else int(self.source[at] in "\r\n")

    def _gap(self, kind: int) -> None:
        self._pending = max(self._pending, kind)
        self._spaced = True

    def _prose(self, start: int, end: int) -> None:
        """Take text between two tags."""
        pattern = _AS_WRITTEN if self._keeping else _IN_PROSE
        for found in pattern.finditer(self.source, start, end):
            own = found[0]
            chars, length = referred(own) if own[0] == "&" else ("", len(own))
            if not length:
                continue
            self._literal(start, found.start())
            start = found.start() + length
            if chars:
                self._add(chars, found.start(), length, _REFERENCE)
            else:
                self._space(found.start(), own)
        self._literal(start, end)

    def _unseen(self, start: int, end: int, *, decoded: bool) -> None:
        """Take raw text, which is content and not seen."""
        text = self.source[start:end].replace("\r\n", "\n").replace("\r", "\n")
        if decoded:
            text = _ANY_REFERENCE.sub(_decoded, text)
        self._count(text)

    def _count(self, text: str) -> None:
        if self._hiding and self._hiding[0] == "template":  # whose content is no text of the page
            return
        self._body = self._body or bool(text.strip(_SPACE))
        if self._body:
            self.content.append(text)
            self._counted += len(text)

    def _space(self, start: int, own: str) -> None:
        lines = own.replace("\r\n", "\n").replace("\r", "\n")
        if self._keeping:
            self._add(lines, start, len(own), _REFERENCE)
            return
        self._count(lines)
        if not self._hiding and not self._ruby:
            self._gap(_LINE if "\n" in lines else _GAP)

    def _literal(self, start: int, end: int) -> None:
        if start == end:
            return
        if self._spaced and not self._keeping and self.source[start] == " ":
            self._count(" ")
            start += 1
        if start < end:
            self._add(self.source[start:end], start, end - start, 0)

    def _add(self, chars: str, source: int, length: int, state: int) -> None:
        content = self._counted
        self._count(chars)
        if self._hiding or self._ruby:
            return
        gap = _WRITTEN[self._pending] if self.text else ""
        if gap == " " and self.text[-1][-1:] == " ":
            gap = ""
        self._pending, self._broken = _NONE, False
        self._length += len(gap)
        if self._links or self._mark:
            state |= _CLOSED
        self.pieces.append(_Piece(self._length, len(chars), source, length, content, state))
        self.text += (gap, chars)
        self._length += len(chars)
        self._spaced = chars[-1] == " "


_ANY_REFERENCE = references()


def _decoded(found: re.Match[str]) -> str:
    chars, length = referred(found[0])
    return chars + found[0][length:]
