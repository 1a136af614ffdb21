"""What an editor wants to know of an article's names, as lines to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sized
from typing import NamedTuple

from glossary.documents.article import Article
from glossary.model import Annotation, Status


class Undecided(NamedTuple):
    """A form in `text` that can name these concepts, and no evidence says whether it does."""

    start: int
    end: int
    concepts: tuple[str, ...]


def lines(name: str, article: Article, annotation: Annotation, undecided: Iterable[Undecided] = ()) -> Iterator[str]:
    """Yield what was found: the numbers, the places to look at, and the forms of each concept."""
    mentions = annotation["mentions"]
    forms: dict[str, Counter[str]] = {}
    for mention in mentions:
        forms.setdefault(mention["concept"], Counter())[mention["text"]] += 1
    wrong = list(deprecated(name, article, annotation))
    open = [
        f"{_place(name, article, one.start, one.end)}: undecided: {_shown(article.text[one.start : one.end])} "
        f"({', '.join(one.concepts)})"
        for one in undecided
        if all(one.end <= mention["start"] or mention["end"] <= one.start for mention in mentions)
    ]
    yield (
        f"{name}: {len(mentions)} name{_s(mentions)} of {len(forms)} concept{_s(forms)}, "
        f"{len(wrong)} deprecated spelling{_s(wrong)}" + (f", {len(open)} undecided" if open else "")
    )
    yield from wrong
    yield from open
    width = max(map(len, forms), default=0)
    for concept, counted in forms.items():
        written = ", ".join(_shown(form) + (f" ×{count}" if count > 1 else "") for form, count in counted.items())
        yield f"  {concept:<{width}}  {written}"


def deprecated(name: str, article: Article, annotation: Annotation) -> Iterator[str]:
    """Yield each deprecated spelling with its line and column in the article as it came, and what to write."""
    for mention in annotation["mentions"]:
        if mention["status"] == Status.DEPRECATED:
            place = _place(name, article, mention["start"], mention["end"])
            yield f"{place}: deprecated: {_shown(mention['text'])}, write {mention['preferred']} ({mention['concept']})"


def _place(name: str, article: Article, start: int, end: int) -> str:
    at, _ = article.place(start, end)
    return f"{name}:{article.source.count(chr(10), 0, at) + 1}:{at - article.source.rfind(chr(10), 0, at)}"


def _shown(form: str) -> str:
    return " ".join(form.split())


def _s(counted: Sized) -> str:
    return "" if len(counted) == 1 else "s"
