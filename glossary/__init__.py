"""A glossary of Chinese names in Korean, Chinese and English: look names up, find them in articles.

>>> import glossary
>>> snapshot = glossary.open()                     # the glossary that ships with the package
>>> snapshot.lookup("승등")["results"][0]["id"]
'huawei-ascend'
>>> [mention["text"] for mention in snapshot.annotate("화웨이는 성텅을 내놨다.")["mentions"]]
['화웨이', '성텅']

Where things are: `model` holds the nouns, `text` the facts about writing systems, `terms_yaml` reads the glossary
file, `lookup` and `annotate` answer questions, `documents` reads and writes articles, `store` keeps a glossary and its
history in a database, `stats` counts, `cldr` knows countries, languages and currencies, `snapshot` ties one glossary to
its two indexes, `opening` finds the glossary to use; `cli` and `web` are the doors. docs/architecture.md says why.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glossary.snapshot import Snapshot

__all__ = ["__version__", "open"]
__version__ = "0.1.0"


def open(path_or_url: str | Path | None = None, *, cldr: bool = True) -> Snapshot:
    """Return a snapshot of a glossary file or folder, or of a database; without an argument, of the packaged glossary.

    A database is named by its URL: `sqlite:////folder/glossary.db`, `postgresql://user@host/name`. The snapshot
    answers `.lookup(query, limit=10)`, `.suggest(prefix)`, `.annotate(text)` and `.transcribe(hanzi)` with the objects
    that the command line and HTTP send as JSON, and has a `.revision`. Beside the packaged glossary and those of
    databases, lookup knows the countries, languages and currencies of CLDR, unless `cldr` is false. Raises
    InvalidGlossary with every problem of a file, and StoreUnavailable for a database that cannot be used.
    """
    from glossary import cache, opening

    source: opening.Source
    if path_or_url is None:
        source = opening.PackagedSource()
    elif isinstance(path_or_url, str) and "://" in path_or_url:
        source = opening.StoreSource(path_or_url, upgrade=False)
    else:
        source, cldr = opening.FixedFileSource([path_or_url]), False
    try:
        return cache.open_snapshot(source, cldr=cldr).snapshot
    finally:
        source.close()
