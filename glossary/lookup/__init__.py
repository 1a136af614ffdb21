"""Find the concept behind whatever was typed: `LookupIndex.build(glossary).search(query)`.

`readings.py` holds the table of the ways a query may be read, `slips.py` which slips are believed, `keyspace.py` the
search structures, `catalogue.py` what they lead to, `listing.py` the lists that a dictionary has.
"""

from glossary.lookup.index import Explanation, LookupIndex, packed
from glossary.lookup.listing import INITIALS, Listed, Listing
from glossary.lookup.readings import READINGS

__all__ = ["INITIALS", "READINGS", "Explanation", "Listed", "Listing", "LookupIndex", "packed"]
