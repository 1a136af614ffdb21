"""Count the concepts of a glossary file by category and by number of independent sources.

Sources are independent if their publishers differ: one host, one repository, one package or one unnamed list is one
publisher, whatever the number of its pages.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

from glossary import terms_yaml
from glossary.model import CATEGORIES

_REPOSITORY = re.compile(r"https?://(?:raw\.githubusercontent|github)\.com/([^/\s)]+/[^/\s)]+)")
_HOST = re.compile(r"https?://([^/\s:)]+)")
_UNVERIFIED = ("general knowledge", "candidates.tsv")


def publisher(ref: str) -> str | None:
    """Return who stands behind a reference, or None if nobody does.

    >>> publisher("https://m.newspim.com/news/1"), publisher("https://github.com/a/b c.py"), publisher("seed:002_1a")
    ('newspim.com', 'a/b', 'seed:002_1a')
    """
    if ref.startswith(_UNVERIFIED):
        return None
    if ref.startswith("code search, repository not recorded"):
        return "code search"
    if found := _REPOSITORY.search(ref):
        return found[1]
    if found := _HOST.search(ref):
        labels = found[1].lower().split(".")
        second_level = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in {"co", "or", "go", "ac", "com", "net"}
        return ".".join(labels[-3 if second_level else -2 :])
    words = ref.split("(", 1)[0].split()
    return " ".join(word for word in words if not word[0].isdigit()).lower() or ref


def main(path: str) -> None:
    """Print the counts, a category a line."""
    counts: dict[str, Counter[int]] = {category: Counter() for category in CATEGORIES}
    for concept in terms_yaml.load([Path(path)]).concepts:
        publishers = {publisher(source.ref) for source in concept.sources} - {None}
        counts[concept.category][min(len(publishers), 3)] += 1
    print(f"{'':14}{'all':>6}{'none':>6}{'one':>6}{'two':>6}{'more':>6}")
    for category, by_number in counts.items():
        row = "".join(f"{by_number[number]:6}" for number in range(4))
        print(f"{category:14}{by_number.total():6}{row}")
    total = sum(counts.values(), Counter())
    print(f"{'all':14}{total.total():6}{''.join(f'{total[number]:6}' for number in range(4))}")
    print(f"{total[2] + total[3]} concepts have two independent sources or more")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "data/terms.yaml")
