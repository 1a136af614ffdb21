"""The glossary that is used where none is named, through the functions and through the commands."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

import glossary
from glossary import cli, opening, terms_yaml
from glossary.errors import InvalidInput, StoreUnavailable
from glossary.snapshot import Snapshot
from glossary.store import Store

ROOT = Path(__file__).parents[1]
OWN = "- id: huawei\n  category: organization\n  ko: 화웨이\n- id: arm\n  category: organization\n  en: Arm\n"


class Ran(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Ran]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's data folder, for this process and the commands it starts; nothing is configured."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    if sys.platform != "linux":
        monkeypatch.setattr(opening, "default_file", lambda: tmp_path / "data" / "ko-zh-glossary" / "glossary.db")
    for name in [name for name in os.environ if name.startswith("GLOSSARY_")]:
        monkeypatch.delenv(name)
    return tmp_path


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command in the folder."""
    monkeypatch.chdir(home)

    def run(*arguments: str) -> Ran:
        capfd.readouterr()
        monkeypatch.setattr(sys, "argv", ["glossary", *arguments])
        code = 0
        try:
            cli.run()
        except SystemExit as exit:
            code = int(exit.code or 0)
        return Ran(code, *capfd.readouterr())

    return run


@pytest.fixture
def own(home: Path) -> Path:
    file = home / "own.yaml"
    file.write_text(OWN, encoding="utf-8")
    return file


def newer_package(monkeypatch: pytest.MonkeyPatch, home: Path, edition: str = "newer") -> None:
    """Let the program come with another glossary."""
    file = home / f"{edition}.yaml"
    file.write_text(f"- id: {edition}\n  category: term\n  ko: 새 이름\n", encoding="utf-8")
    monkeypatch.setattr(terms_yaml, "packaged_file", lambda: file)


def used() -> tuple[list[str], int, tuple[str, ...]]:
    with opening.open_glossary() as opened:
        assert opened.store is not None
        return [concept.id for concept in opened.glossary.concepts], opened.revision, opened.notices


# The default database


@pytest.mark.skipif(sys.platform != "linux", reason="it is elsewhere on other systems")
def test_the_default_file_is_in_the_users_data_folder(home: Path) -> None:
    assert opening.default_file() == home / "data" / "ko-zh-glossary" / "glossary.db"


def test_the_first_use_fills_it() -> None:
    with opening.open_glossary() as opened:
        assert opened.glossary == terms_yaml.packaged()
        assert (opened.revision, opened.notices) == (1, ())
    assert opening.default_file().exists()


def test_a_newer_packaged_glossary_is_taken_over(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    used()
    newer_package(monkeypatch, home)
    assert used() == (["newer"], 2, ())
    monkeypatch.undo()


def test_a_users_glossary_is_kept_with_one_notice(monkeypatch: pytest.MonkeyPatch, home: Path, own: Path) -> None:
    used()
    with opening.open_store() as store:
        store.replace(terms_yaml.load([own]), "own.yaml")
    assert used() == (["huawei", "arm"], 2, ())
    newer_package(monkeypatch, home)
    ids, revision, notices = used()
    assert (ids, revision) == (["huawei", "arm"], 2)
    assert len(notices) == 1
    assert f"glossary load {home / 'newer.yaml'}" in notices[0]
    assert used() == (["huawei", "arm"], 2, ())


def test_a_first_use_without_a_data_folder_is_in_memory(home: Path) -> None:
    (home / "data").write_text("not a folder")
    with opening.open_glossary() as opened:
        assert opened.store is None
        assert opened.glossary == terms_yaml.packaged()
        assert opened.revision == 1
        assert "cannot be made" in opened.notices[0]


@pytest.mark.skipif(sys.platform != "linux", reason="rights are different elsewhere")
@pytest.mark.parametrize("filled", [False, True])
def test_a_data_folder_that_cannot_be_written(home: Path, filled: bool) -> None:
    folder = opening.default_file().parent
    folder.mkdir(parents=True)
    expected = terms_yaml.packaged()
    if filled:
        used()
    folder.chmod(0o555)
    for above in (folder.parent, home, *home.parents[:4]):
        above.chmod(above.stat().st_mode | 0o055)
    with as_nobody(), opening.open_glossary() as opened:
        assert opened.store is None
        assert opened.glossary == expected
        assert "cannot be" in opened.notices[0]
        assert opened.notices[0].endswith("Until then the glossary that comes with the program is used.")
    folder.chmod(0o755)


def test_without_a_home_it_is_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless(*_: object, **__: object) -> Path:
        raise RuntimeError("could not determine the home directory")

    monkeypatch.setattr("platformdirs.user_data_path", homeless)
    with opening.open_glossary() as opened:
        assert opened.store is None
        assert opened.glossary == terms_yaml.packaged()
        assert "no home folder" in opened.notices[0]
    source = opening.StoreSource(None)
    assert source.load()[0] == terms_yaml.packaged()
    assert source.notices == opened.notices


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may write everywhere: be somebody else for a while."""
    if os.geteuid():
        yield
        return
    os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


def test_a_damaged_default_database_is_told_not_passed_over(home: Path) -> None:
    used()
    opening.default_file().write_bytes(b"nothing of the kind" * 1000)
    with pytest.raises(StoreUnavailable, match="damaged or no database"):
        opening.open_glossary()


def test_what_was_filled_is_recorded_by_the_files_hash() -> None:
    used()
    with opening.open_store() as store:
        assert store.knows(hashlib.sha256(terms_yaml.packaged_file().read_bytes()).hexdigest())
        assert [revision.source for revision in store.history()] == [opening.SOURCE]


# glossary.open


def test_a_url_opens_a_database(home: Path, own: Path) -> None:
    with Store.open(home / "team.db") as store:
        store.upgrade()
        store.replace(terms_yaml.load([own]), "own.yaml")
        store.replace(terms_yaml.parse(OWN + "- id: x\n  category: term\n  ko: 엑스\n"), "own.yaml")
    found = glossary.open(f"sqlite:///{home}/team.db")
    assert found.revision == 2
    assert found.lookup("엑스")["results"][0]["id"] == "x"
    assert glossary.open(own).revision == 1
    assert glossary.open(str(own)).revision == 1
    with pytest.raises(InvalidInput, match="no glossary can be kept in"):
        glossary.open("https://example.org/terms.yaml")


def found(snapshot: Snapshot, query: str) -> list[str]:
    return [hit["id"] for hit in snapshot.lookup(query)["results"]]


def test_countries_lie_beside_the_packaged_glossary_and_databases(home: Path, own: Path) -> None:
    url = f"sqlite:///{home}/team.db"
    with Store.open(url) as store:
        store.upgrade()
        store.replace(terms_yaml.load([own]), "own.yaml")
    for named in (None, url):
        assert found(glossary.open(named), "과테말라")[0] == "country-gt"
        assert found(glossary.open(named, cldr=False), "과테말라") == []
    assert found(glossary.open(own), "과테말라") == []
    with Store.open(url) as store:
        assert [concept.id for concept in store.load()[0].concepts] == ["huawei", "arm"]


# Commands


def test_countries_can_be_switched_off(run: Run, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("load", "own.yaml")
    for command in (["lookup", "과테말라"], ["suggest", "과테말"], ["transcribe", "危地马拉"]):
        assert "country-gt" in run(*command).stdout
        assert "country-gt" not in run(*command, "--terms", "own.yaml").stdout
        monkeypatch.setenv("GLOSSARY_CLDR", "off")
        assert "country-gt" not in run(*command).stdout
        monkeypatch.setenv("GLOSSARY_CLDR", "perhaps")
        refused = run(*command)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert "GLOSSARY_CLDR is 'perhaps'; give on or off" in refused.stderr
        monkeypatch.delenv("GLOSSARY_CLDR")
    own.with_name("a.txt").write_text("과테말라와 화웨이", "utf-8")
    assert [one["text"] for one in json.loads(run("annotate", "a.txt").stdout)["mentions"]] == ["화웨이"]
    assert json.loads(run("stats", "--json").stdout)["concepts"] == 2


def test_load_tells_what_changed_and_history_what_was(run: Run, own: Path) -> None:
    first = run("load", "own.yaml")
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == "+ huawei\n+ arm\nrevision 1: 2 added, 0 changed, 0 removed\n"
    again = run("load", "own.yaml")
    assert (again.returncode, again.stdout) == (0, "nothing to change: revision 1 is the same\n")

    own.write_text(OWN.replace("화웨이", "후아웨이").replace("id: arm", "id: arm-ltd"), encoding="utf-8")
    dry = run("load", "--dry-run", "own.yaml")
    lines = "+ arm-ltd\n~ huawei\n- arm\n"
    assert dry.stdout == f"{lines}dry run, nothing was stored: 1 added, 1 changed, 1 removed\n"
    assert run("load", "own.yaml").stdout == f"{lines}revision 2: 1 added, 1 changed, 1 removed\n"
    found = json.loads(run("lookup", "--json", "후아웨이").stdout)
    assert (found["revision"], found["results"][0]["id"]) == (2, "huawei")

    history = run("history").stdout.splitlines()
    assert history[0].startswith("revision 1  20")
    assert history[0].endswith(" UTC  own.yaml  2 concepts: 2 added, 0 changed, 0 removed")
    assert history[1:3] == ["  + arm", "  + huawei"]
    later = json.loads(run("history", "--since", "1", "--json").stdout)
    assert later.pop("time").endswith("Z")
    assert later == {
        "revision": 2, "source": "own.yaml", "concepts": 2,
        "added": ["arm-ltd"], "changed": ["huawei"], "removed": ["arm"], "moved": 0,
    }  # fmt: skip

    assert run("restore", "1").stdout.endswith("revision 3: 1 added, 1 changed, 1 removed\n")
    assert run("load", "own.yaml").stdout.endswith("revision 4: 1 added, 1 changed, 1 removed\n")
    missing = run("restore", "9")
    assert (missing.returncode, missing.stdout) == (2, "")
    assert "there is no revision 9; the newest is 4" in missing.stderr


def test_a_dry_run_makes_no_database(run: Run, own: Path) -> None:
    assert run("load", "--dry-run", "own.yaml").stdout.startswith("+ huawei\n+ arm\ndry run")
    assert not opening.default_file().exists()


def test_an_invalid_file_changes_nothing(run: Run, own: Path) -> None:
    run("load", "own.yaml")
    own.write_text(OWN + "- id: arm\n  category: thing\n", encoding="utf-8")
    failed = run("load", "own.yaml")
    assert (failed.returncode, failed.stdout) == (2, "")
    assert "own.yaml:7:" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert len(run("history", "--json").stdout.splitlines()) == 1
    gone = run("load", "gone.yaml")
    assert (gone.returncode, gone.stdout) == (2, "")


def test_load_from_standard_input(home: Path) -> None:
    found = subprocess.run(
        [sys.executable, "-m", "glossary", "load", "-"], cwd=home, input=OWN, capture_output=True, text=True
    )
    assert found.stdout.endswith("revision 1: 2 added, 0 changed, 0 removed\n")


def test_terms_are_used_in_memory(run: Run, own: Path) -> None:
    found = json.loads(run("lookup", "--terms", "own.yaml", "--json", "화웨이").stdout)
    assert (found["revision"], found["results"][0]["id"]) == (1, "huawei")
    assert not opening.default_file().exists()
    for command in (["load", "own.yaml"], ["history"], ["restore", "1"]):
        refused = run("--terms", "own.yaml", *command)
        assert refused.returncode == 2
        assert "not stored" in refused.stderr


def test_the_configured_database_is_used(run: Run, home: Path, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GLOSSARY_DATABASE_URL", f"sqlite:///{home}/team.db")
    run("load", "own.yaml")
    assert json.loads(run("lookup", "화웨이", "--json").stdout)["results"][0]["id"] == "huawei"
    assert (home / "team.db").exists()
    assert not opening.default_file().exists()
    monkeypatch.setenv("GLOSSARY_DATABASE_URL", "oracle://x")
    bad = run("lookup", "화웨이")
    assert (bad.returncode, bad.stdout) == (2, "")
    assert "no glossary can be kept in 'oracle'" in bad.stderr


def test_history_of_nothing(run: Run) -> None:
    found = run("history")
    assert (found.returncode, found.stdout, found.stderr) == (0, "", "nothing has been loaded yet\n")
    assert not opening.default_file().exists()


def test_a_notice_goes_to_standard_error(run: Run, home: Path) -> None:
    (home / "data").write_text("not a folder")
    found = run("lookup", "성텅", "--json")
    assert found.returncode == 0
    assert json.loads(found.stdout)["results"][0]["id"] == "huawei-ascend"
    assert "Until then the glossary that comes with the program is used" in found.stderr
    refused = run("load", "--dry-run", "data")
    assert refused.returncode == 2


def test_the_command_line_starts_without_the_database_libraries() -> None:
    script = "import sys, glossary.cli; print({'sqlalchemy', 'alembic', 'psycopg', 'platformdirs'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout == "set()\n"


def test_a_lookup_in_a_filled_database_needs_no_alembic(home: Path) -> None:
    used()
    script = (
        "import sys; from glossary import opening; opening.open_glossary(sys.argv[1]); print('alembic' in sys.modules)"
    )
    url = f"sqlite:///{opening.default_file()}"
    found = subprocess.run([sys.executable, "-c", script, url], capture_output=True, text=True, check=True)
    assert found.stdout == "False\n"
