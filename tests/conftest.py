"""The few fixtures that more than one test file needs, and how hard hypothesis tries.

GLOSSARY_TEST_EXAMPLES=5000 makes every property run on that many new random examples; without it the examples are
the same in every run.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # for `from tests import factories, strategies`, wherever pytest was started
    sys.path.insert(0, str(ROOT))

from glossary import terms_yaml  # noqa: E402  (behind the path, so that a checkout tests itself)
from glossary.model import Glossary  # noqa: E402
from glossary.snapshot import Snapshot  # noqa: E402
from tests import factories  # noqa: E402

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("ci", derandomize=True, max_examples=200, deadline=None, suppress_health_check=_SLOW)
settings.register_profile(
    "thorough",
    max_examples=int(os.environ.get("GLOSSARY_TEST_EXAMPLES") or 200),
    deadline=None,
    suppress_health_check=_SLOW,
)
settings.load_profile("thorough" if os.environ.get("GLOSSARY_TEST_EXAMPLES") else "ci")


@pytest.fixture(scope="session")
def glossary_() -> Glossary:
    """Six concepts that between them have every kind of form."""
    return factories.six_concepts()


@pytest.fixture(scope="session")
def snapshot(glossary_: Glossary) -> Snapshot:
    return Snapshot.build(glossary_)


@pytest.fixture(scope="session")
def project_terms() -> Path:
    """The glossary file that the project ships."""
    return ROOT / "data" / "terms.yaml"


@pytest.fixture(scope="session")
def project_glossary(project_terms: Path) -> Glossary:
    return terms_yaml.load([project_terms])


@pytest.fixture(scope="session")
def project_snapshot(project_glossary: Glossary) -> Snapshot:
    return Snapshot.build(project_glossary)
