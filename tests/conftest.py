"""The few fixtures that more than one test file needs, what pip alone cannot supply, and how hard hypothesis tries.

Tests marked `browser` need Chromium, those marked `spark` Java and pyspark. They run where GLOSSARY_TEST_BROWSER=1 and
GLOSSARY_TEST_SPARK=1 say that these are there, as .ci/run and `.ci/run spark` do, and then fail without them; elsewhere
the summary names them as not run.

GLOSSARY_TEST_EXAMPLES=5000 makes every property run on that many new random examples; without it the examples are
the same in every run.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from glossary import terms_yaml
from glossary.model import Glossary
from glossary.snapshot import Snapshot
from tests import factories

ROOT = Path(__file__).resolve().parent.parent

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("ci", derandomize=True, max_examples=200, deadline=None, suppress_health_check=_SLOW)
settings.register_profile(
    "thorough",
    max_examples=int(os.environ.get("GLOSSARY_TEST_EXAMPLES") or 200),
    deadline=None,
    suppress_health_check=_SLOW,
)
settings.load_profile("thorough" if os.environ.get("GLOSSARY_TEST_EXAMPLES") else "ci")

_NEEDS = {"browser": "Chromium", "spark": "Java and pyspark"}


def _switch(marker: str) -> str:
    return f"GLOSSARY_TEST_{marker.upper()}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for marker, need in _NEEDS.items():
        if os.environ.get(_switch(marker)) != "1":
            skip = pytest.mark.skip(reason=f"needs {need}: install it and set {_switch(marker)}=1")
            for item in items:
                if item.get_closest_marker(marker) is not None:
                    item.add_marker(skip)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was not run, by how many tests, for a green line would hide it."""
    skipped = [str(report.longrepr) for report in terminalreporter.getreports("skipped")]
    for marker, need in _NEEDS.items():
        if number := sum(_switch(marker) in reason for reason in skipped):
            terminalreporter.write_line(f"not run: {number} tests that need {need} ({_switch(marker)}=1)", yellow=True)


@pytest.fixture(scope="session", autouse=True)
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test, and no process that one starts, touches the user's own database, nor the indexes kept for it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        patch.delenv("GLOSSARY_DATABASE_URL", raising=False)
        yield


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
