from __future__ import annotations

import pytest

from glossary.snapshot import Snapshot
from tests.annotate import marked


@pytest.fixture(scope="session")
def desk() -> Snapshot:
    return marked.desk()
