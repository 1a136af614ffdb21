"""The one layout of a glossary file: what stands where, how it is quoted, and every comment in its place.

A glossary file is a flat list of concepts, and a concept is a fixed list of fields that hold texts, or lists and maps
of texts. So no general editor of YAML is needed: values are read by the parser that `terms_yaml` uses, comments are
what stands between the parser's tokens, each comment is given to the field or concept beside it, and every concept is
written anew. To add one, nothing else is touched: a concept is a block that starts with `- id: ` in the first column,
and a block fits between any two others.

docs/glossary-format.md describes the layout for people.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from glossary import terms_yaml
from glossary.errors import InvalidGlossary, Problem
from glossary.model import CATEGORIES, LIVE, Concept, Glossary, Status

# What a field holds. Everything is text to a glossary, whatever it looks like to YAML; only `established` is True.
Value: TypeAlias = "str | bool | list[Value] | dict[str, Value] | None"

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_IMPLICIT: Any = yaml.SafeLoader.yaml_implicit_resolvers  # first character -> [(tag, pattern)] of plain scalars
_LISTS = frozenset(("ko", "zh", "zh_hant", "en", "ambiguous", "tickers", "related"))
_MAPS = {"definition": "ko", "external": "url"}  # field -> the key that a bare text has
_SOURCE_KEYS = ("ref", "quote")
_LONGEST_KEY = 1000  # YAML wants a key's colon within 1,024 characters, or the key marked


def formatted(text: str, name: str = "terms.yaml") -> str:
    """Return a glossary file's content in the canonical layout, with all its comments.

    Concepts stand by category, in the order of the model, and by id. `name` stands in messages: InvalidGlossary for
    what does not load.
    """
    file = _read(text, name)
    laid_out = _laid_out(file)
    if laid_out != text:
        # Once for each change it is worth a second: no mistake in here may cost anybody's work.
        expected = tuple(sorted((entry.concept for entry in file.entries), key=_rank))
        if terms_yaml.parse(laid_out, name).concepts != expected:
            raise AssertionError(f"{name}: the canonical layout would change a concept")
    return laid_out


def block(concept: Concept) -> str:
    """Return the canonical text of one concept."""
    return _text(_Entry.of(concept))


def fields(concept: Concept) -> dict[str, str]:
    """Return the fields of a concept that hold something, each as the file writes its value."""
    return {name: _written(value) for name, value in _values(concept).items() if not _is_empty(value)}


def inserted(text: str, concept: Concept, name: str = "terms.yaml") -> str:
    """Return a glossary file's content with one concept more, before the first of its category with a greater id.

    Every other character stays, so the file need not be in the canonical layout. Only where no block can stand between
    the others, as in a list written in brackets, all of it is laid out anew. Raises InvalidGlossary if the file does
    not load, with the concept or without it.
    """
    return _inserted(text, _read(text, name), _Entry.of(concept), name)


def put(text: str, block: str, name: str = "terms.yaml") -> str:
    """Return a glossary file's content with this block, comments included, in the place of its id, or as a new one.

    Every other character stays, as far as `inserted` can say so. Raises InvalidGlossary if the file does not load, with
    the block or without it, and for what is not the block of one concept.
    """
    entry = _one(block)
    around = _around(text, entry.concept.id)
    if around is not None:
        start, end = around
        file = _read(text[start:end], name)
        start += text.startswith("\ufeff") and not start
        old = next(one for one in file.entries if one.concept.id == entry.concept.id)
        newline = _newline(text)
        own = newline.join(_concept_lines(entry)) + newline
        replaced = text[: start + old.start] + own + text[start + old.end :]
        if _is_only_change(terms_yaml.parse(text, name), terms_yaml.parse(replaced, name), entry.concept):
            return replaced
    file = _read(text, name)
    if entry.concept.id not in {one.concept.id for one in file.entries}:
        return _inserted(text, file, entry, name)
    for old in file.entries:
        if old.concept.id == entry.concept.id:
            old.concept, old.fields, old.lead, old.tail = entry.concept, entry.fields, entry.lead, entry.tail
    laid_out = _laid_out(file)
    terms_yaml.parse(laid_out, name)
    return laid_out


def block_in(text: str, id: str, name: str = "terms.yaml") -> str | None:
    """Return the canonical text of one concept of a glossary file, with its comments; None if there is none of it.

    Raises InvalidGlossary if the file does not load.
    """
    entry = _entry_in(text, id, name)
    return None if entry is None else _text(entry)


def commented(block: str, text: str, name: str = "terms.yaml") -> str:
    """Return a block with the comments that the concept of its id has in a glossary file, and the block has not.

    Raises InvalidGlossary as `put` does.
    """
    entry = _one(block)
    old = _entry_in(text, entry.concept.id, name)
    if old is not None:
        there = {line.strip() for line in block.splitlines()}
        _take_comments(entry, old, lambda comments: [one for one in comments if not _stands(one, there)])
    return _text(entry)


def _inserted(text: str, file: _File, entry: _Entry, name: str) -> str:
    if file.in_blocks:
        added = _with_block(file, entry)
        before = {entry.concept.id: entry.concept for entry in file.entries}
        after = terms_yaml.parse(added, name).by_id
        if all(after.get(id) == one for id, one in before.items()):
            return text[: len(text) - len(file.source.text)] + added
    file.entries.append(entry)
    laid_out = _laid_out(file)
    terms_yaml.parse(laid_out, name)
    return laid_out


def _is_only_change(before: Glossary, after: Glossary, concept: Concept) -> bool:
    """Say whether two glossaries have the same concepts in the same order, but for this one in the place of its id."""
    return after.concepts == tuple(concept if one.id == concept.id else one for one in before.concepts)


def _one(block: str) -> _Entry:
    """Return the concept of a block, with all comments in it. Raises InvalidGlossary if it is not exactly one."""
    file = _read(block, "the block")
    if len(file.entries) != 1:
        message = f"{len(file.entries)} concepts stand here"
        raise InvalidGlossary((Problem("the block", 1, 1, "", message, "give one, which begins with '- id: '"),))
    entry = file.entries[0]
    above = (file.head, *file.groups.values(), entry.stray)
    entry.lead = [line for paragraphs in above for one in paragraphs for line in _texts(one)] + entry.lead
    entry.tail += [line for paragraph in file.tail for line in _texts(paragraph)]
    return entry


def _entry_in(text: str, id: str, name: str) -> _Entry | None:
    around = _around(text, id)
    part = text if around is None else text[slice(*around)]
    return next((entry for entry in _read(part, name).entries if entry.concept.id == id), None)


def _around(text: str, id: str) -> tuple[int, int] | None:
    """Return where a part of the file begins and ends that holds the block of this id and both its neighbours.

    Whose a comment is, the neighbours decide; to read no more takes a thousandth of the time. None where the blocks do
    not begin in the first column, one like the other.
    """
    starts = [found.start() for found in _BLOCK.finditer(text)]
    head = re.compile(rf"- id: (['\"]?){re.escape(id)}\1[ \t\r]*(?:#.*)?$", re.MULTILINE)
    own = [i for i, at in enumerate(starts) if head.match(text, at)]
    if len(own) != 1:
        return None
    at = own[0]
    before = starts[at - 1] if at else 0
    return before, starts[at + 2] if at + 2 < len(starts) else len(text)


def _take_comments(entry: _Entry, old: _Entry, new: Callable[[list[str]], list[str]]) -> None:
    """Give a concept the comments of its earlier self that are `new` to it, each where it stood if that is there."""
    entry.lead = new(old.lead) + entry.lead
    for name, one in old.fields.items():
        own = entry.fields.get(name)
        if own is None:
            of_sources = [line for notes in one.entries for line in (*notes.above, *notes.beside)]
            entry.tail += new([*one.notes.above, *one.notes.beside, *of_sources, *one.below])
            continue
        own.notes.above += new(one.notes.above)
        own.notes.beside += new(one.notes.beside)
        own.below += new(one.below)
        if one.entries and isinstance(one.value, list) and isinstance(own.value, list):
            own.entries = own.entries or [_Notes() for _ in own.value]
            for source, notes in zip(one.value, one.entries, strict=True):
                there = own.entries[own.value.index(source)] if source in own.value else own.notes
                there.above += new(notes.above)
                there.beside += new(notes.beside)
    entry.tail += new(old.tail)


def _stands(comment: str, lines: set[str]) -> bool:
    return any(line.endswith(comment) for line in lines)


def _text(entry: _Entry) -> str:
    return "\n".join(_concept_lines(entry)) + "\n"


def _newline(text: str) -> str:
    return found[0] if (found := _BREAK.search(text)) else "\n"


def _rank(concept: Concept) -> tuple[int, str]:
    return CATEGORIES.index(concept.category), concept.id


# ---- What a file holds ----


@dataclass(frozen=True, slots=True)
class _Comment:
    """A comment; `alone` if nothing else stands in its line."""

    start: int
    column: int
    text: str
    alone: bool


_Paragraph: TypeAlias = list[_Comment]  # without a blank line in between


@dataclass(slots=True)
class _Notes:
    """The comments that belong to a field or to one source: those above it, those in its lines."""

    above: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)

    def add(self, comment: _Comment) -> None:
        (self.above if comment.alone else self.beside).append(comment.text)

    def settle(self) -> tuple[list[str], str]:
        """Return the lines to stand above and what to put behind; of several in its lines none can stay there."""
        if len(self.beside) == 1:
            return self.above, f"  {self.beside[0]}"
        return self.above + self.beside, ""


@dataclass(slots=True)
class _Field:
    """A field's value and comments; of `sources` also those of each entry, and those below the last."""

    value: Value
    notes: _Notes = field(default_factory=_Notes)
    entries: list[_Notes] = field(default_factory=list)
    below: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Entry:
    """A concept, its fields, the comments around it, and where in the text all that is.

    `lead` stands directly above, `stray` in paragraphs further up, `tail` behind the last field. The text begins at
    `start` with the lead, at `outer` with the stray paragraphs, at `heading` with the head of its group, if that is
    there; the line at `end` is the next one's.
    """

    concept: Concept
    fields: dict[str, _Field]
    lead: list[str] = field(default_factory=list)
    stray: list[_Paragraph] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)
    start: int = 0
    outer: int = 0
    heading: int = 0
    end: int = 0

    @classmethod
    def of(cls, concept: Concept) -> _Entry:
        return cls(concept, {name: _Field(value) for name, value in _values(concept).items()})


@dataclass(slots=True)
class _File:
    """A file's concepts, in its order, and the comments that belong to none of them.

    `in_blocks` if every concept is a block that begins in the first column. `groups` is what stands above the first
    concept of each category.
    """

    source: _Source
    in_blocks: bool
    entries: list[_Entry] = field(default_factory=list)
    head: list[_Paragraph] = field(default_factory=list)
    groups: dict[str, list[_Paragraph]] = field(default_factory=dict)
    tail: list[_Paragraph] = field(default_factory=list)


# ---- Reading ----

_BREAKS = "\n\r\x85\u2028\u2029"  # what ends a line for YAML 1.1, and with it a comment
_BREAK = re.compile(f"\r\n|[{_BREAKS}]")
_COMMENT = re.compile(f"#[^{_BREAKS}]*")
_SPACE = " \t" + _BREAKS
_BLOCK = re.compile("^- ", re.MULTILINE)


class _Source:
    """A text with its lines and comments."""

    def __init__(self, text: str) -> None:
        self.text = text.removeprefix("\ufeff")
        self._starts = [0, *(found.end() for found in _BREAK.finditer(self.text))]
        self.comments = list(self._comments()) if "#" in text else []

    def line(self, index: int) -> int:
        return bisect_right(self._starts, index) - 1

    def line_start(self, index: int) -> int:
        return self._starts[self.line(index)]

    def next_line(self, index: int) -> int:
        following = self.line(index) + 1
        return self._starts[following] if following < len(self._starts) else len(self.text)

    def end(self, node: Any) -> int:
        """Return where a piece ends; to the parser a block ends only where the next one begins, behind comments."""
        if isinstance(node, yaml.ScalarNode):
            start: int = node.start_mark.index
            return start + len(self.text[start : node.end_mark.index].rstrip(_SPACE))
        if node.flow_style or not node.value:
            return int(node.end_mark.index)
        last = node.value[-1]
        return max(map(self.end, last)) if isinstance(last, tuple) else self.end(last)

    def _comments(self) -> Iterator[_Comment]:
        """Yield the comments: between the parser's tokens, a # begins one."""
        at = 0
        for token in yaml.scan(self.text, Loader=_Loader):
            start, end = token.start_mark.index, token.end_mark.index
            if start > at:
                yield from self._between(at, start)
            if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
                yield from self._between(start, self.next_line(start))  # behind the sign that opens a block of text
            at = max(at, end)

    def _between(self, start: int, end: int) -> Iterator[_Comment]:
        for found in _COMMENT.finditer(self.text, start, end):
            line_start = self.line_start(found.start())
            alone = not self.text[line_start : found.start()].strip(_SPACE)
            yield _Comment(found.start(), found.start() - line_start, found[0].rstrip(), alone)


def _read(text: str, name: str) -> _File:
    concepts = terms_yaml.parse(text, name).concepts
    source = _Source(text)
    root: Any = yaml.compose(source.text, Loader=_Loader)
    nodes, column = root.value, int(root.start_mark.column)
    file = _File(source, bool(nodes) and not root.flow_style and column == 0)
    ends = [source.end(node) for node in nodes]
    if root.flow_style:
        starts, column = [int(node.start_mark.index) for node in nodes], sys.maxsize
    else:
        starts = list(_dashes(source.text, column, ends))
    inside, between = _by_place(source.comments, starts, ends)

    first = {concept.category: concept.id for concept in reversed(concepts)}
    opens = [first[concept.category] == concept.id for concept in concepts]
    for i, (concept, node) in enumerate(zip(concepts, nodes, strict=True)):
        following = (starts[i + 1], opens[i + 1]) if i + 1 < len(nodes) else None
        count = _claimed(source, between[i + 1], ends[i], following, column)
        claimed, between[i + 1] = between[i + 1][:count], between[i + 1][count:]
        fields, tail = _fields(source, node, concept, inside[i] + claimed)
        end = source.next_line(max((ends[i] - 1, *(comment.start for comment in claimed))))
        entry = _Entry(concept, fields, tail=tail, end=end)
        _set_above(file, entry, _paragraphs(source, between[i]), starts[i], opens[i])
        file.entries.append(entry)
    file.tail = _paragraphs(source, between[-1])
    return file


def _dashes(text: str, column: int, ends: Iterable[int]) -> Iterator[int]:
    """Yield the places of the dashes that begin the concepts; what stands before each is comments at most."""
    dash = re.compile(f"(?<![^{_BREAKS}]) {{{column}}}-(?=\\s)")
    at = 0
    for end in ends:
        found = dash.search(text, at)
        assert found
        yield found.end() - 1
        at = end


def _by_place(
    comments: Iterable[_Comment], starts: Sequence[int], ends: Sequence[int]
) -> tuple[list[list[_Comment]], list[list[_Comment]]]:
    """Return the comments inside of each span, and those before each of them and behind the last."""
    inside: list[list[_Comment]] = [[] for _ in starts]
    between: list[list[_Comment]] = [[] for _ in range(len(starts) + 1)]
    for comment in comments:
        at = bisect_right(starts, comment.start) - 1
        (inside[at] if at >= 0 and comment.start < ends[at] else between[at + 1]).append(comment)
    return inside, between


def _claimed(
    source: _Source, comments: Sequence[_Comment], end: int, following: tuple[int, bool] | None, column: int
) -> int:
    """Return how many of the comments behind a concept belong to it.

    These are the one in its last line and those that are set in like its fields. What stands directly below it in the
    first column does too (mostly a field that was taken out for a while), unless it stands directly above the concept
    that follows, or that one is the first of a group.
    """
    line, count = source.line(end - 1), 0
    for comment in comments:
        if source.line(comment.start) != line and comment.column <= column:
            break
        line, count = source.line(comment.start), count + 1
    below = count
    while below < len(comments) and source.line(comments[below].start) == line + 1:
        line, below = line + 1, below + 1
    if following is not None and (following[1] or source.line(following[0]) == line + 1):
        return count
    return below


def _paragraphs(source: _Source, comments: Iterable[_Comment]) -> list[_Paragraph]:
    paragraphs: list[_Paragraph] = []
    line = -2
    for comment in comments:
        if source.line(comment.start) != line + 1:
            paragraphs.append([])
        paragraphs[-1].append(comment)
        line = source.line(comment.start)
    return paragraphs


def _set_above(file: _File, entry: _Entry, paragraphs: list[_Paragraph], start: int, opens: bool) -> None:
    """Say of the paragraphs above a concept what they belong to: to the file, the group or the concept."""
    source = file.source
    entry.start = entry.outer = entry.heading = source.line_start(start)
    if paragraphs and source.line(paragraphs[-1][-1].start) + 1 == source.line(start):
        lead = paragraphs.pop()
        entry.lead = [comment.text for comment in lead]
        entry.start = entry.outer = entry.heading = source.line_start(lead[0].start)
    if not file.entries:  # the last of several paragraphs is the group's, a single one is the file's
        file.head, paragraphs = (paragraphs[:-1], paragraphs[-1:]) if len(paragraphs) > 1 else (paragraphs, [])
    if paragraphs:
        entry.heading = source.line_start(paragraphs[0][0].start)
        if opens:
            file.groups[entry.concept.category] = paragraphs
        else:
            entry.stray, entry.outer = paragraphs, entry.heading


def _fields(
    source: _Source, node: Any, concept: Concept, comments: Iterable[_Comment]
) -> tuple[dict[str, _Field], list[str]]:
    """Return a concept's fields with their comments, and the comments behind all of them."""
    keys = [key for key, _ in node.value]
    starts = [key.start_mark.index for key in keys]
    ends = [max(map(source.end, pair)) for pair in node.value]
    deeper = sys.maxsize if node.flow_style else keys[0].start_mark.column + 1
    fields = [_Field(_normal(key.value, value, concept)) for key, value in node.value]
    within: list[list[_Comment]] = [[] for _ in fields]
    tail: list[str] = []
    for comment in comments:
        at = bisect_right(starts, comment.start) - 1
        behind = at >= 0 and (
            comment.start < ends[at]
            or source.line(comment.start) == source.line(ends[at] - 1)
            or (comment.alone and comment.column >= deeper)
        )
        if behind:
            within[at].append(comment)
        elif at + 1 < len(fields):
            fields[at + 1].notes.above.append(comment.text)
        else:
            tail.append(comment.text)
    for one, (key, value), own in zip(fields, node.value, within, strict=True):
        if key.value == "sources" and isinstance(value, yaml.SequenceNode):
            _set_beside_sources(source, one, key, value, own)
        else:
            for comment in own:
                one.notes.add(comment)
    return {key.value: one for key, one in zip(keys, fields, strict=True)}, tail


def _set_beside_sources(source: _Source, sources: _Field, key: Any, node: Any, comments: Iterable[_Comment]) -> None:
    """Give each comment within a list of sources to the source that it stands in, behind or above."""
    starts = [item.start_mark.index for item in node.value]
    ends = [source.end(item) for item in node.value]
    sources.entries = [_Notes() for _ in node.value]
    listed = source.end(node)
    for comment in comments:
        at = bisect_right(starts, comment.start) - 1
        if not comment.alone and (
            source.line(comment.start) == source.line(key.end_mark.index) and (at < 0 or comment.start >= listed)
        ):
            sources.notes.beside.append(comment.text)
        elif at >= 0 and (comment.start < ends[at] or source.line(comment.start) == source.line(ends[at] - 1)):
            sources.entries[at].add(comment)
        elif at + 1 < len(starts):
            sources.entries[at + 1].above.append(comment.text)
        else:
            sources.below.append(comment.text)


# ---- Values ----


def _value(node: Any) -> Value:
    if isinstance(node, yaml.SequenceNode):
        return [_value(item) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return {key.value: _value(value) for key, value in node.value}
    return None if _is(node, "null") else str(node.value)


def _is(node: Any, kind: str) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag.rpartition(":")[2] == kind


def _normal(name: str, node: Any, concept: Concept) -> Value:
    """Return a field's value in the shape that it always has; a shape that has no meaning there stays what it is."""
    value = _value(node)
    if name == "established" and _is(node, "bool"):
        return concept.established or None
    if name in _LISTS:
        return _listed(value)
    if name == "sources":
        return [_source(item) for item in (value if isinstance(value, list) else [value])]
    if name == "deprecated":
        return _deprecated(concept)
    if name in _MAPS and not isinstance(value, list):
        named: dict[str, Value] = value if isinstance(value, dict) else {_MAPS[name]: value}
        return _in_order(named, terms_yaml.LANG_FIELDS if name == "definition" else ())
    return value


def _listed(value: Value) -> list[Value]:
    return [item for item in (value if isinstance(value, list) else [value]) if item not in (None, "")]


def _in_order(named: dict[str, Value], first: Iterable[str]) -> dict[str, Value]:
    """Return a map without its empty values, some keys before the others, those in alphabetical order."""
    order = [*(key for key in first if key in named), *sorted(named)]
    return {key: named[key] for key in order if named[key] not in (None, "")}


def _source(value: Value) -> Value:
    if isinstance(value, list):
        return value
    named: dict[str, Value] = value if isinstance(value, dict) else {"ref": value}
    return _in_order(named, _SOURCE_KEYS)


def _deprecated(concept: Concept) -> Value:
    forms = {name: concept.texts(lang, Status.DEPRECATED) for name, lang in terms_yaml.LANG_FIELDS.items()}
    return {name: list(texts) for name, texts in forms.items() if texts}


def _values(concept: Concept) -> dict[str, Value]:
    """Return the fields of a concept as the file has them."""
    return {
        "id": concept.id,
        "category": concept.category,
        **{name: list(concept.texts(lang, *LIVE)) for name, lang in terms_yaml.LANG_FIELDS.items()},
        "deprecated": _deprecated(concept),
        "ambiguous": list(concept.ambiguous),
        "tickers": list(concept.tickers),
        "ko_origin": concept.ko_origin,
        "established": concept.established or None,
        "pinyin": concept.pinyin,
        "definition": _in_order(dict(concept.definition), terms_yaml.LANG_FIELDS),
        "note": concept.note,
        "domain": concept.domain,
        "broader": concept.broader,
        "related": list(concept.related),
        "external": _in_order(dict(concept.external), ()),
        "sources": [_source({"ref": source.ref, "quote": source.quote}) for source in concept.sources],
    }


# ---- Writing ----


def _laid_out(file: _File) -> str:
    chunks = [_texts(paragraph) for paragraph in file.head]
    for category in CATEGORIES:
        members = [entry for entry in file.entries if entry.concept.category == category]
        chunks += map(_texts, file.groups.get(category, ()))
        for entry in sorted(members, key=lambda entry: entry.concept.id):
            chunks += map(_texts, entry.stray)
            chunks.append(_concept_lines(entry))
    chunks += map(_texts, file.tail)
    if not file.entries:
        chunks.append(["[]"])
    return "\n\n".join("\n".join(lines) for lines in chunks) + "\n"


def _texts(paragraph: _Paragraph) -> list[str]:
    return [comment.text for comment in paragraph]


def _concept_lines(entry: _Entry) -> list[str]:
    lines: list[str] = []
    lead = list(entry.lead)
    homeless: list[str] = []  # what stood at a field that is left out, until there is a field again
    for name in terms_yaml.FIELDS:
        one = entry.fields.get(name)
        if one is None:
            continue
        above, beside = one.notes.settle()
        listed = _source_lines(one) if name == "sources" else []
        if _is_empty(one.value):
            homeless += [*above, *filter(None, [beside.strip()]), *(line.strip() for line in listed)]
        elif name == "id":
            lead += above
            lines.append(f"- id: {_written(one.value)}{beside}")
        else:
            lines += [f"  {comment}" for comment in homeless + above]
            homeless = []
            lines += [f"  sources:{beside}", *listed] if listed else [f"  {name}: {_written(one.value)}{beside}"]
    return [*lead, *lines, *(f"  {comment}" for comment in homeless + entry.tail)]


def _is_empty(value: Value) -> bool:
    return value is None or value == {} or (isinstance(value, list) and not any(value))


def _source_lines(sources: _Field) -> list[str]:
    """Return the lines of a list of sources: comments, and `    - {…}` for each."""
    lines: list[str] = []
    items = sources.value if isinstance(sources.value, list) else []
    for i, item in enumerate(items):
        above, beside = (sources.entries[i] if sources.entries else _Notes()).settle()
        lines += [f"    {comment}" for comment in above]
        if item:
            lines.append(f"    - {_in_flow(item)}{beside}")
        elif beside:
            lines.append(f"    {beside.strip()}")
    return lines + [f"    {comment}" for comment in sources.below]


def _written(value: Value) -> str:
    return _scalar(value, _PLAIN) if isinstance(value, str) else _in_flow(value)


def _in_flow(value: Value) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_in_flow, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_key(key)}: {_in_flow(item)}' for key, item in value.items())}}}"
    return _scalar(value, _PLAIN_IN_FLOW) if isinstance(value, str) else "null" if value is None else "true"


def _key(text: str) -> str:
    key = _scalar(text, _PLAIN_IN_FLOW)
    return key if len(key) <= _LONGEST_KEY else f"? {key} "


# What every reader of YAML takes as it stands. Within brackets, commas and brackets end a text, for some also a `?`.
_PLAIN = re.compile(r"(?![-?:,\[\]{}#&*!|>'\"%@` ])(?:[^:#]|(?<! )#|:(?! |$))+(?<! )")
_PLAIN_IN_FLOW = re.compile(r"(?![-:#&*!|>'\"%@` ])(?:[^:#,\[\]{}?]|(?<! )#|:(?! |$))+(?<! )")
# What other readers, of YAML 1.2 or of 1.1 to the letter, take for a number, yes or no.
_NO_TEXT = re.compile(r"[-+]?(?:0o[0-7]+|0x[0-9a-fA-F]+|(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?)|[yYnN]")
_UNSEEN = re.compile("[^ -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def _scalar(text: str, plain: re.Pattern[str]) -> str:
    """Return a text plain where it comes back as the same text, else in the quotes that need the fewest escapes."""
    if _UNSEEN.search(text):  # line breaks, tabs, control characters
        return '"' + re.sub(r'["\\]|' + _UNSEEN.pattern, lambda found: _escaped(found[0]), text) + '"'
    if plain.fullmatch(text) and not _looks_otherwise(text):
        return text
    if "'" in text and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def _escaped(char: str) -> str:
    code = ord(char)
    return _ESCAPES.get(char) or (
        f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    )


def _looks_otherwise(text: str) -> bool:
    """Say whether YAML takes a plain text for a number, a date, true, null …"""
    return bool(_NO_TEXT.fullmatch(text)) or any(pattern.match(text) for _, pattern in _IMPLICIT.get(text[0], ()))


# ---- Adding ----


def _with_block(file: _File, entry: _Entry) -> str:
    text = file.source.text
    newline = _newline(text)
    at, behind = _place(file.entries, entry.concept)
    before, after = text[:at], text[at:]
    added = _text(entry).replace("\n", newline)
    if before and not _BREAK.search(before[-1]):
        before += newline
    if before and text[file.source.line_start(at - 1) : at].strip(_SPACE):
        added = newline + added
    if after and not (behind and _BREAK.match(after)):
        added += newline
    return before + added + after


def _place(entries: Sequence[_Entry], concept: Concept) -> tuple[int, bool]:
    """Return where a new block goes, and whether it stands behind what comes before rather than before the next."""
    group = [entry for entry in entries if entry.concept.category == concept.category]
    for entry in group:
        if entry.concept.id > concept.id:
            return entry.outer, False
    earlier = group or [entry for entry in entries if _rank(entry.concept) < _rank(concept)]
    return (earlier[-1].end, True) if earlier else (entries[0].heading, False)
