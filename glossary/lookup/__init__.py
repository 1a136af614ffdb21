"""Find the concept behind whatever was typed: `LookupIndex.build(glossary).search(query)`.

`readings.py` holds the table of the ways a query may be read, `slips.py` which slips are believed, `keyspace.py` the
search structures, `catalogue.py` what they lead to.
"""

from glossary.lookup.index import Explanation, LookupIndex, packed
from glossary.lookup.readings import READINGS

__all__ = ["READINGS", "Explanation", "LookupIndex", "packed"]
