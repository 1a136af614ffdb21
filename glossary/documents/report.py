"""What an editor wants to know of an article's names, as lines to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from glossary.documents.article import Article
from glossary.model import Annotation, Status


def lines(name: str, article: Article, annotation: Annotation) -> Iterator[str]:
    """Yield what was found: the numbers, each deprecated spelling with its place, and the forms of each concept."""
    forms: dict[str, Counter[str]] = {}
    for mention in annotation["mentions"]:
        forms.setdefault(mention["concept"], Counter())[mention["text"]] += 1
    wrong = list(deprecated(name, article, annotation))
    names, concepts, spellings = len(annotation["mentions"]), len(forms), len(wrong)
    yield (
        f"{name}: {names} name{_s(names)} of {concepts} concept{_s(concepts)}, "
        f"{spellings} deprecated spelling{_s(spellings)}"
    )
    yield from wrong
    width = max(map(len, forms), default=0)
    for concept, counted in forms.items():
        written = ", ".join(
            " ".join(form.split()) + (f" ×{count}" if count > 1 else "") for form, count in counted.items()
        )
        yield f"  {concept:<{width}}  {written}"


def deprecated(name: str, article: Article, annotation: Annotation) -> Iterator[str]:
    """Yield each deprecated spelling with its line and column in the article as it came, and what to write."""
    for own, located in zip(annotation["mentions"], article.located(annotation)["mentions"], strict=True):
        if own["status"] == Status.DEPRECATED:
            start = located["start"]
            line = article.source.count("\n", 0, start) + 1
            column = start - article.source.rfind("\n", 0, start)
            form = " ".join(own["text"].split())
            yield f"{name}:{line}:{column}: deprecated: {form}, write {own['preferred']} ({own['concept']})"


def _s(count: int) -> str:
    return "" if count == 1 else "s"
