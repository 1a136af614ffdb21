"""Find every mention of a concept in an article: `Annotator.build(glossary).annotate(text)`.

`matching.py` finds all forms in one pass, `boundaries.py` says which hits are whole names (`words.py` and
`compounds.py`: among Chinese and Korean words), `evidence.py` decides the forms that are also common words (by
`features.py`: what speaks for a name, seen in its `context.py`, with `cues.py`: words of a kind, and two models of
text, `substitution.py` and `reader.py`), `annotator.py` puts them together. docs/annotation.md is the guideline they
follow.
"""

from glossary.annotate.annotator import Annotator, packed
from glossary.annotate.matching import ENGINE

__all__ = ["ENGINE", "Annotator", "packed"]
