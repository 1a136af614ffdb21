"""Labelled sentences as one writes them down: `{화웨이|huawei}가 발표했다` is a text and the mention in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from glossary import terms_yaml
from glossary.model import Mention
from glossary.snapshot import Snapshot

TERMS = Path(__file__).parent / "terms.yaml"
_MARK = re.compile(r"\{([^{}|]*)\|([a-z0-9-]+)\}", re.DOTALL)


class Labelled(NamedTuple):
    """Where a concept is named: half-open offsets, the text there, the concept."""

    start: int
    end: int
    text: str
    concept: str


def desk() -> Snapshot:
    """Return the snapshot of this folder's glossary."""
    return Snapshot.build(terms_yaml.load([TERMS]))


def parse(marked: str) -> tuple[str, list[Labelled]]:
    """Return the text without its marks, and the mentions that the marks stand for."""
    pieces: list[str] = []
    labels = []
    length = at = 0
    for mark in _MARK.finditer(marked):
        before, name = marked[at : mark.start()], mark[1]
        start = length + len(before)
        labels.append(Labelled(start, start + len(name), name, mark[2]))
        pieces += (before, name)
        length = start + len(name)
        at = mark.end()
    return "".join((*pieces, marked[at:])), labels


def found(mentions: Sequence[Mention]) -> list[Labelled]:
    """Return an annotation's mentions in the shape of labels."""
    return [Labelled(one["start"], one["end"], one["text"], one["concept"]) for one in mentions]
