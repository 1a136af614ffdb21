"""What an editor wants to know of an article's names, as lines to read."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sized
from itertools import accumulate

from glossary.documents.article import Article
from glossary.model import Annotation, Decision, Status

OF_ALL_FORMS = "among names"  # evidence that speaks for all forms of an article alike


def lines(name: str, article: Article, annotation: Annotation, decisions: Iterable[Decision] = ()) -> Iterator[str]:
    """Yield what was found: the numbers, the places to look at, and the forms of each concept."""
    mentions = annotation["mentions"]
    forms: dict[str, Counter[str]] = {}
    for mention in mentions:
        forms.setdefault(mention["concept"], Counter())[mention["text"]] += 1
    wrong = list(deprecated(name, article, annotation))
    open = [
        f"{_place(name, article, one['start'], one['end'])}: undecided: {_shown(one['text'])} "
        f"({', '.join(sense['concept'] for sense in one['senses'])})"
        for one in undecided(annotation, decisions)
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


def undecided(annotation: Annotation, decisions: Iterable[Decision]) -> Iterator[Decision]:
    """Yield the decisions on forms that something speaks for, and not enough to make them mentions."""
    starts = [mention["start"] for mention in annotation["mentions"]]
    ends = list(accumulate((mention["end"] for mention in annotation["mentions"]), max))
    for one in decisions:
        if one["concept"] is not None:
            continue
        before = bisect_left(starts, one["end"])  # the mentions that begin before its end
        is_apart = before == 0 or ends[before - 1] <= one["start"]
        held = [told for sense in one["senses"] for told in sense["evidence"].items()]
        if is_apart and any(weight > 0 and kind != OF_ALL_FORMS for kind, weight in held):
            yield one


def explained(name: str, article: Article, decisions: Iterable[Decision]) -> Iterator[str]:
    """Yield for each form that needs evidence whether it is a mention, and what speaks for and against its senses."""
    for one in decisions:
        meant = one["concept"] or "no mention"
        yield f"{_place(name, article, one['start'], one['end'])}: {_shown(one['text'])}: {meant}"
        for sense in one["senses"]:
            held = "; ".join(f"{kind} {weight:+d}" for kind, weight in sense["evidence"].items())
            yield f"  {sense['weight']:+d}  {sense['concept']}: {held or 'nothing'}"


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
