"""The shipped glossary against tests/quality/lookup.tsv: how often the first answer is right, and silence."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from glossary.lookup import LookupIndex
from glossary.terms_yaml import packaged

QUERIES = Path(__file__).parent.parent / "quality" / "lookup.tsv"
# A little under what is measured: docs/lookup.md tells the figures.
FIRST, EMPTY, EACH_KIND = 0.97, 0.95, 0.84


@pytest.fixture(scope="module")
def index() -> LookupIndex:
    return LookupIndex.build(packaged())


def test_the_labelled_queries(index: LookupIndex) -> None:
    """`a|b`: either is right; `a+b`: both, first of all; `-`: there is nothing to find."""
    right: dict[str, list[bool]] = defaultdict(list)
    for line in QUERIES.read_text(encoding="utf-8").removesuffix("\n").split("\n")[1:]:
        query, expected, kind, _ = line.split("\t")
        ids = [hit["id"] for hit in index.search(query, 10)]
        if expected == "-":
            right["negative"].append(not ids)
        elif "+" in expected:
            wanted = set(expected.split("+"))
            right[kind].append(set(ids[: len(wanted)]) == wanted)
        else:
            right[kind].append(bool(ids) and ids[0] in expected.split("|"))
    empty = right.pop("negative")
    shares = {kind: sum(answers) / len(answers) for kind, answers in right.items()}
    total = [answer for answers in right.values() for answer in answers]
    assert sum(total) / len(total) >= FIRST, shares
    assert sum(empty) / len(empty) >= EMPTY
    assert {kind: share for kind, share in shares.items() if share < EACH_KIND} == {}
