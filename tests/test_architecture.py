"""Imports point down only, and heavy packages stay where they are needed (docs/architecture.md)."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "glossary"

# From high to low. A module may import what stands in a lower row; what stands in its own row only if SIDEWAYS says so.
ROWS = (
    ("cli", "web", "__main__"),
    ("live", "corpus", "review"),
    ("cache",),
    ("snapshot", "opening", "lint", "layout", "editing"),  # the last three know the file and its concepts, and no index
    ("background",),
    ("terms_yaml", "lookup", "annotate", "documents", "store", "stats", "usage", "cldr"),  # independent of each other
    ("forms", "records"),
    ("text", "sections"),
    ("model", "errors"),
)
SIDEWAYS = {"__main__": {"cli"}, "cli": {"web"}}
# Read by the entry points alone; itself it knows only the errors.
SETTINGS, SETTINGS_READERS = "config", {"cli", "web"}
# The front door: it names everything below the entry points, when it is opened and not before.
DOOR = "__init__"
DOOR_OPENS = {"cache", "opening", "snapshot"}

# Third-party package -> the only places that may import it.
HOMES = {
    "flask": {"web"},
    "flask_babel": {"web"},
    "werkzeug": {"web"},
    "markupsafe": {"web"},
    "granian": {"web"},
    "prometheus_client": {"web/telemetry"},
    "pydantic": {"web"},
    "pydantic_core": {"web"},
    "click": {"cli"},
    "rapidfuzz": {"lookup"},
    "daachorse": {"annotate/matching"},
    "ahocorasick_rs": {"annotate/matching"},
    "kiwipiepy": {"annotate/substitution"},
    "opencc": {"text/chinese"},
    "pypinyin": {"text/pinyin"},
    "pypinyin_dict": {"text/pinyin"},
    "yaml": {"terms_yaml", "layout"},
    "numpy": {"text", "lookup", "annotate", "sections"},
    "orjson": {"web", "cli", "store", "records", "sections", "lookup/catalogue", "corpus"},
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "psycopg": {"store"},
    "platformdirs": {"opening", "cache"},
    "babel": {"cldr", "web/language"},
    "pyarrow": {"corpus"},
    "pyspark": {"corpus/spark"},
    "py4j": {"corpus/spark"},
    "backports": {"corpus"},
    "compression": {"corpus"},  # Python's own from 3.14 on
}
HEAVY = (
    "numpy",
    "flask",
    "werkzeug",
    "granian",
    "pydantic",
    "opencc",
    "pypinyin",
    "rapidfuzz",
    "yaml",
    "daachorse",
    "sqlalchemy",
    "alembic",
    "babel",
)

FILES = sorted(PACKAGE.rglob("*.py"))
MODULES = [pytest.param(file, id=str(file.relative_to(PACKAGE))) for file in FILES]


def place(file: Path) -> str:
    """Return a file's path inside the package, without its ending: text/fold."""
    return file.relative_to(PACKAGE).with_suffix("").as_posix()


def part(file: Path) -> str:
    """Return the first step of the way to a file: text, cli."""
    return place(file).partition("/")[0]


def imports(file: Path) -> Iterator[tuple[str, bool]]:
    """Yield the full name of everything that a file imports, and whether that is for type checkers alone."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for_types = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node in for_types
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{place(file)}: relative import"
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node in for_types


def own_parts(file: Path) -> set[str]:
    """Return the parts of our package that a file imports, its own left out."""
    names = (name.split(".") for name, _ in imports(file))
    used = {steps[1] for steps in names if steps[0] == "glossary" and len(steps) > 1}
    return {name for name in used if (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").is_file()} - {part(file)}


def row(name: str) -> int:
    found = [number for number, names in enumerate(ROWS) if name in names]
    assert found, f"give glossary/{name} its row in tests/test_architecture.py"
    return found[0]


def test_the_package_is_where_it_is_looked_for() -> None:
    assert len(FILES) > 20


@pytest.mark.parametrize("file", MODULES)
def test_every_module_has_its_row(file: Path) -> None:
    assert part(file) in {name for names in ROWS for name in names} | {SETTINGS, DOOR}


@pytest.mark.parametrize("name", [name for names in ROWS for name in names])
def test_every_row_is_of_modules_that_exist(name: str) -> None:
    assert (PACKAGE / f"{name}.py").is_file() or (PACKAGE / name / "__init__.py").is_file()


@pytest.mark.parametrize("file", MODULES)
def test_imports_point_down(file: Path) -> None:
    own, used = part(file), own_parts(file)
    if own == DOOR:
        assert used <= DOOR_OPENS
    elif own == SETTINGS:
        assert used <= {"errors"}
    else:
        if SETTINGS in used:
            assert own in SETTINGS_READERS
        lower = {name for name in used - {SETTINGS} if row(name) > row(own)}
        assert used - {SETTINGS} - lower <= SIDEWAYS.get(own, set())


@pytest.mark.parametrize("file", MODULES)
def test_third_party_packages_stay_at_home(file: Path) -> None:
    used = {name.partition(".")[0] for name, _ in imports(file)} - set(sys.stdlib_module_names) - {"glossary"}
    unknown = used - set(HOMES)
    assert not unknown, f"give {unknown} a home in tests/test_architecture.py"
    away = {name for name in used if not {place(file), part(file)} & HOMES[name]}
    assert away == set()


@pytest.mark.parametrize("package", HOMES)
def test_every_package_with_a_home_is_used_there(package: str) -> None:
    users = {
        home
        for file in FILES
        for home in HOMES[package] & {place(file), part(file)}
        if package in {name.partition(".")[0] for name, _ in imports(file)}
    }
    assert users


def _loaded_by(statement: str) -> set[str]:
    script = f"{statement}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in done.stdout.split()}


@pytest.mark.parametrize("module", ["glossary", "glossary.cli", "glossary.model", "glossary.errors", "glossary.config"])
def test_nothing_heavy_is_imported_at_the_start(module: str) -> None:
    """`glossary --help` answers at once because of this."""
    assert _loaded_by(f"import {module}") & set(HEAVY) == set()


def test_extras_are_imported_when_they_are_used() -> None:
    """`glossary.corpus` also reads lines of JSON where Parquet and Spark are not installed."""
    assert _loaded_by("import glossary.corpus.spark") & {"pyarrow", "pyspark", "py4j", "pandas"} == set()


def test_the_heavy_packages_are_the_ones_in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the test above cannot pass for a name misspelt."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))  # a database or an index that is there already loads less
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    used = _loaded_by(
        "import glossary, glossary.web.server; from glossary import opening; opening.open_glossary().store.close(); "
        "glossary.open().lookup('중국 中国')"
    )
    assert set(HEAVY) - {"daachorse"} <= used
