"""Corpora: any number of articles, annotated shard by shard by as many processes as there are cores.

`annotate` runs a corpus into a folder and can go on where an earlier run was stopped; `annotated` reads such folders.
What a shard holds is decided by the input alone, and what a shard becomes by `annotate_shard`, whoever runs it; so the
output is the same, byte for byte, whatever the number of workers and however often the run was killed.

A folder that is written holds `manifest.json` (which glossary, which input, which fields), `part-00000.jsonl` and so
on, a part for each shard in the order of the input, and at the end `rejects.jsonl`. While it is written, a file in
`shards` says that a part is done, and what of its shard was rejected; another one holds what is still to be kept of
its articles.
"""

from __future__ import annotations

from glossary.corpus.local import Kept, Progress, annotate
from glossary.corpus.output import Outcome, annotate_shard, annotated
from glossary.corpus.records import Fields
from glossary.corpus.sources import Corpus

__all__ = ["Corpus", "Fields", "Kept", "Outcome", "Progress", "annotate", "annotate_shard", "annotated"]
