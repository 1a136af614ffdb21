"""Find the concept behind whatever was typed: `LookupIndex.build(glossary).search(query)`.

`readings.py` holds the table of the ways a query may be read, `slips.py` which slips are believed, `keyspace.py` the
search structures.
"""

from glossary.lookup.index import Explanation, LookupIndex
from glossary.lookup.readings import READINGS

__all__ = ["READINGS", "Explanation", "LookupIndex"]
