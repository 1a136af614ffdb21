"""`glossary proposals` and `glossary proposals export`, at a real database and with a real git."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from glossary import terms_yaml
from glossary.review import Review, Wish
from glossary.store import Store
from tests.test_cli import glossary, message
from tests.test_review import GUILIN, TERMS, accept, correcting, git, proposed


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The configured database: one proposal accepted, one refused, one open."""
    monkeypatch.setenv("GLOSSARY_DATABASE_URL", f"sqlite:///{tmp_path}/glossary.db")
    store = Store.open(tmp_path / "glossary.db")
    store.upgrade()
    store.replace(terms_yaml.parse(TERMS), "terms.yaml")
    desk = Review(store)
    accept(desk, proposed(desk, correcting(ko=["화웨이", "화위"]), "huawei"))
    desk.refuse(proposed(desk, Wish("term", ko=["거절될 이름"])), "서준", "이미\n있습니다")
    proposed(desk, GUILIN)
    return store


def lines(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    assert done.returncode == 0, message(done)
    return done.stdout.decode().splitlines()


def test_the_list(store: Store) -> None:
    found = lines(glossary("proposals"))
    assert [line for line in found if not line.startswith(" ")] == [
        "proposal 1  accepted, revision 2  corrects huawei",
        "proposal 2  refused  a new concept",
        "proposal 3  open  a new concept",
    ]
    assert any(line.endswith("UTC  accepted by 민지: 좋습니다") for line in found)
    assert any(line.endswith("UTC  refused by 서준: 이미 있습니다") for line in found)
    assert len(lines(glossary("proposals", "--state", "open"))) == 2


def test_the_list_as_json(store: Store) -> None:
    found = [json.loads(line) for line in lines(glossary("proposals", "--json"))]
    assert [(one["number"], one["state"], one["concept"], one["revision"]) for one in found] == [
        (1, "accepted", "huawei", 2), (2, "refused", None, None), (3, "open", None, None),
    ]  # fmt: skip
    assert [(step["kind"], step["curator"], step["reason"]) for step in found[0]["steps"]] == [
        ("proposed", None, None), ("accepted", "민지", "좋습니다"),
    ]  # fmt: skip
    assert found[2]["content"].startswith("- id: guilin-electronics\n")
    assert found[2]["note"] == "새 회사"


def test_nothing_proposed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GLOSSARY_DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    done = glossary("proposals")
    assert (done.returncode, done.stdout) == (0, b"")
    assert message(done) == "nothing has been proposed yet\n"
    assert "nothing has" not in message(glossary("proposals", "--state", "open"))
    assert list(tmp_path.iterdir()) == []


def test_the_export_is_a_commit(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkout = tmp_path / "checkout"
    (checkout / "data").mkdir(parents=True)
    monkeypatch.chdir(checkout)
    file = Path("data/terms.yaml")
    file.write_text(TERMS, "utf-8")
    git(checkout, "init", "-q")
    git(checkout, "add", ".")
    done = glossary("proposals", "export", file)
    assert done.returncode == 0, message(done)
    git(checkout, "apply", "--index", "-", given=done.stdout.decode())
    assert terms_yaml.load([file]) == store.load()[0]
    assert "# not 화위" in file.read_text("utf-8")
    again = glossary("proposals", "export", file.absolute())
    assert (again.returncode, again.stdout) == (0, b"")


def test_what_cannot_be_exported(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "terms.yaml"
    file.write_text(TERMS.replace("ko: [화웨이]", "ko: [화웨이, 화위에이]"), "utf-8")
    done = glossary("proposals", "export", file)
    assert (done.returncode, done.stdout) == (1, b"")
    assert message(done).startswith("huawei: the file has another change of it")
    for data, told in ((b"\xb0\xa1", "not UTF-8"), (b"- id: [", "bad YAML")):
        file.write_bytes(data)
        done = glossary("proposals", "export", file)
        assert (done.returncode, done.stdout) == (2, b"")
        assert told in message(done)
    done = glossary("proposals", "export", tmp_path / "none.yaml")
    assert done.returncode == 2
    assert "cannot be read" in message(done)


def test_named_files_have_no_proposals(tmp_path: Path) -> None:
    done = glossary("--terms", tmp_path, "proposals")
    assert done.returncode == 2
    assert "works on the database" in message(done)
