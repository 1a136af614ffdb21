"""Indexes kept as files: one builds, all open, and no file is believed that is not whole and right."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

import glossary
from glossary import cache, opening, terms_yaml
from glossary.model import Edition, Glossary
from tests.factories import make_concept, make_glossary


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path


class Counted:
    """A source that counts how often it is read, and so how often an index is built."""

    store = None
    notices = ()

    def __init__(self, glossary: Glossary) -> None:
        self.glossary, self.now, self.reads = glossary, Edition(1, "first"), 0

    def edition(self) -> Edition:
        return self.now

    def load(self) -> tuple[Glossary, Edition]:
        self.reads += 1
        return self.glossary, self.now

    def close(self) -> None:
        pass


@pytest.fixture
def source() -> Counted:
    return Counted(make_glossary(make_concept("a", ko="가나다", zh="昇腾"), make_concept("b", ko="마바사")))


def kept() -> list[Path]:
    return sorted(cache.folder().glob("*.index"))


def answers(ready: cache.Ready) -> list[str]:
    return [
        hit["id"]
        for query in ("가나다", "승등", "마바사", "shengteng")
        for hit in ready.snapshot.lookup(query)["results"]
    ]


def test_built_once_and_opened_after_that(source: Counted) -> None:
    first, second = cache.open_snapshot(source), cache.open_snapshot(source)
    assert source.reads == 1
    assert answers(first) == answers(second) == ["a", "a", "b", "a"]
    assert [first.file, second.file] == kept() * 2
    assert (second.edition, second.notice, second.snapshot.revision) == (Edition(1, "first"), "", 1)
    assert second.snapshot.glossary == source.glossary


def test_what_is_opened_answers_as_what_is_built(project_glossary: Glossary) -> None:
    source = Counted(project_glossary)
    built = cache.snapshot.Snapshot.build(project_glossary, 1)
    cache.open_snapshot(source)
    opened = cache.open_snapshot(source).snapshot
    assert source.reads == 1
    for query in ("승등", "昇騰", "ㅋㄷㅅㅍㅇ", "hauwei", "tjdxjd", "화웨이 昇腾", "없는이름", "002230"):
        assert opened.lookup(query) == built.lookup(query)
        assert opened.suggest(query) == built.suggest(query)
    text = "화웨이는 성텅(昇騰)을 내놨다. 선전시의 BYD도."
    assert opened.annotate(text) == built.annotate(text)
    assert dict(opened.views) == dict(built.views)


def test_another_content_is_another_file(source: Counted) -> None:
    cache.open_snapshot(source)
    source.glossary, source.now = make_glossary(make_concept("c", ko="가나다")), Edition(2, "second")
    ready = cache.open_snapshot(source)
    assert (answers(ready), ready.snapshot.revision, source.reads, len(kept())) == (["c"], 2, 2, 2)


def test_the_same_content_under_another_number_is_the_same_file(source: Counted) -> None:
    """After a revision was taken back; its number in answers is the new one."""
    cache.open_snapshot(source)
    source.now = Edition(3, "first")
    ready = cache.open_snapshot(source)
    assert (ready.snapshot.revision, ready.snapshot.lookup("승등")["revision"], source.reads) == (3, 3, 1)


def test_the_layer_belongs_to_the_file(source: Counted) -> None:
    assert cache.open_snapshot(source, cldr=True).snapshot.lookup("과테말라")["results"]
    assert not cache.open_snapshot(source, cldr=False).snapshot.lookup("과테말라")["results"]
    assert len(kept()) == 2


def test_other_versions_are_another_file(source: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.open_snapshot(source)
    monkeypatch.setattr(glossary, "__version__", "9.9.9")
    cache.open_snapshot(source)
    assert source.reads == 2


def test_the_versions_of_libraries_are_known() -> None:
    names = {one.partition("-")[0].lower() for one in cache.library_versions()}
    assert {"opencc", "pypinyin", "pypinyin_dict", "numpy", "kiwipiepy", "kiwipiepy_model"} <= names


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "another", "noise"])
def test_a_damaged_file_is_built_again(source: Counted, damage: str) -> None:
    cache.open_snapshot(source)
    [file] = kept()
    content = file.read_bytes()
    if damage == "another":
        source.now = Edition(1, "another")
        cache.open_snapshot(source)
        [other] = [one for one in kept() if one != file]
        content, source.now = other.read_bytes(), Edition(1, "first")
    file.write_bytes(
        {
            "cut": content[: len(content) // 2],
            "changed": content[:5000] + b"\xff" + content[5001:],
            "empty": b"",
            "another": content,
            "noise": os.urandom(5000),
        }[damage]
    )
    before = source.reads
    assert answers(cache.open_snapshot(source)) == ["a", "a", "b", "a"]
    assert source.reads == before + 1
    cache.open_snapshot(source)
    assert source.reads == before + 1


def test_where_no_file_can_be_kept_it_is_in_memory_and_said(source: Counted, home: Path) -> None:
    (home / "cache").write_text("no folder")
    ready = cache.open_snapshot(source)
    assert answers(ready) == ["a", "a", "b", "a"]
    assert ready.file is None
    assert str(cache.folder()) in ready.notice
    assert "XDG_CACHE_HOME" in ready.notice


def test_a_source_that_fails_leaves_no_file(home: Path) -> None:
    broken = home / "broken.yaml"
    broken.write_text("- id: a\n  category: nonsense\n")
    with pytest.raises(cache.glossary.errors.InvalidGlossary):
        cache.open_snapshot(opening.FixedFileSource([broken]))
    assert kept() == []


def test_the_files_used_last_are_kept(source: Counted) -> None:
    for number in range(cache.KEPT + 3):
        source.now = Edition(1, f"edition {number}")
        cache.open_snapshot(source)
        for age, file in enumerate(reversed(kept())):
            os.utime(file, (time.time() - 1000 - age, time.time() - 1000 - age))
        source.now = Edition(1, "edition 0")
        cache.open_snapshot(source)  # the oldest, and always in use
    assert len(kept()) == cache.KEPT
    before = source.reads
    cache.open_snapshot(source)
    assert source.reads == before


def test_what_a_killed_process_left_is_removed(source: Counted) -> None:
    cache.folder().mkdir(parents=True)
    old, young = cache.folder() / "x.index1.part", cache.folder() / "y.index2.part"
    old.touch()
    young.touch()
    os.utime(old, (0, 0))
    cache.open_snapshot(source)
    assert (old.exists(), young.exists()) == (False, True)


def test_without_a_home_it_is_in_memory_and_said(source: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless(*_: object, **__: object) -> Path:
        raise RuntimeError("could not determine the home directory")

    monkeypatch.setattr("platformdirs.user_cache_path", homeless)
    ready = cache.open_snapshot(source)
    assert answers(ready) == ["a", "a", "b", "a"]
    assert ready.file is None
    assert "home folder" in ready.notice


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="rights are different elsewhere")
@pytest.mark.parametrize("which", ["folder", "file"])
def test_what_others_can_write_is_not_believed(source: Counted, which: str) -> None:
    cache.open_snapshot(source)
    path = cache.folder() if which == "folder" else kept()[0]
    path.chmod(0o777)
    ready = cache.open_snapshot(source)
    assert (answers(ready), source.reads) == (["a", "a", "b", "a"], 2)
    if which == "folder":
        assert "others can write there" in ready.notice
    else:
        assert kept()[0].stat().st_mode & 0o022 == 0


def test_a_file_that_lacks_something_is_built_again(source: Counted) -> None:
    cache.open_snapshot(source)
    [file] = kept()
    found = cache.sections.read(file)
    assert found is not None
    cache.sections.write(file, {name: piece for name, piece in found.items() if name != "term/text"})
    assert answers(cache.open_snapshot(source)) == ["a", "a", "b", "a"]
    assert source.reads == 2


def test_newer_files_do_not_push_out_what_was_just_written(source: Counted) -> None:
    cache.folder().mkdir(parents=True, mode=0o700)
    (cache.folder() / "gone").symlink_to("nowhere")
    for number in range(cache.KEPT + 2):
        file = cache.folder() / f"{number}.index"
        file.touch()
        os.utime(file, (time.time() + 10**6, time.time() + 10**6))
    for _ in range(2):
        ready = cache.open_snapshot(source)
        assert (ready.file is not None, ready.notice) == (True, "")
    assert source.reads == 1


def test_a_process_files_what_it_builds_under_the_code_it_runs(source: Counted, home: Path) -> None:
    """Not under that which was put in its place since."""
    root = Path(glossary.__file__).parent
    script = (
        "import sys, pathlib\nfrom glossary import cache\nfrom glossary.model import Edition\n"
        "before = cache._identity(Edition(1, 'x'), False)\n"
        "path = pathlib.Path(sys.argv[1], 'glossary', 'forms.py')\n"
        "path.write_text(path.read_text(encoding='utf-8') + '# changed', encoding='utf-8')\n"
        "print(before == cache._identity(Edition(1, 'x'), False))\n"
    )
    copied = home / "copy"
    shutil.copytree(root, copied / "glossary")
    (copied / "data").mkdir()
    (copied / "data" / "terms.yaml").write_bytes(terms_yaml.packaged_file().read_bytes())
    environment = {**os.environ, "PYTHONPATH": str(copied)}

    def ran(code: str) -> str:
        command = [sys.executable, "-c", code, str(copied)]
        return subprocess.run(command, capture_output=True, text=True, check=True, env=environment, cwd=home).stdout

    identity = "from glossary import cache, model; print(cache._identity(model.Edition(1, 'x'), False))"
    before = ran(identity)
    assert ran(script) == "True\n"
    assert ran(identity) != before


@pytest.mark.skipif(cache.fcntl is None, reason="there are no such locks elsewhere")
def test_a_lock_that_is_never_given_back_is_not_waited_for_long(
    source: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    cache.open_snapshot(source)
    [lock] = cache.folder().glob("*.lock")
    kept()[0].unlink()
    monkeypatch.setattr(cache, "PATIENCE", 0.2)
    with lock.open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert answers(cache.open_snapshot(source)) == ["a", "a", "b", "a"]


def test_a_pipe_is_read_once(home: Path) -> None:
    command = [sys.executable, "-m", "glossary", "lookup", "--terms", "/dev/stdin", "가나다"]
    terms = "- id: a\n  category: term\n  ko: 가나다\n"
    done = subprocess.run(command, input=terms, capture_output=True, text=True, check=True)
    assert "가나다" in done.stdout
    assert kept() == []


def test_two_processes_build_once(home: Path) -> None:
    """The one that comes second waits, and opens what the first has built."""
    file = home / "terms.yaml"
    file.write_text("- id: a\n  category: term\n  ko: 가나다\n", encoding="utf-8")
    script = (
        "import sys\n"
        "from glossary import cache, opening, terms_yaml\n"
        "source = opening.FixedFileSource([sys.argv[1]])\n"
        "edition, load = source.edition(), source.load\n"
        "source.load = lambda: (print('built'), load())[1]\n"
        "print(cache.open_snapshot(source).snapshot.lookup('가나다')['results'][0]['id'])\n"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", script, str(file)], stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    out = [process.communicate()[0].split() for process in running]
    assert [process.returncode for process in running] == [0] * 4
    assert sorted(out) == [["a"], ["a"], ["a"], ["built", "a"]]


def test_a_lookup_that_finds_the_index_imports_little(home: Path) -> None:
    """What makes a cold command fast: no database library and no dictionary of readings is imported."""
    script = (
        "import sys\nfrom glossary.cli import main\nmain(['lookup', '승등'], standalone_mode=False)\n"
        "heavy = {'sqlalchemy', 'pypinyin', 'opencc', 'babel', 'flask', 'daachorse', 'pydantic', 'glossary.annotate'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        assert "huawei-ascend" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_command_line_sees_what_was_loaded_at_once(home: Path) -> None:
    def looked_up() -> str:
        command = [sys.executable, "-m", "glossary", "lookup", "무무무"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert "no such name" in looked_up()
    file = home / "own.yaml"
    file.write_text("- id: own\n  category: term\n  ko: 무무무\n", encoding="utf-8")
    subprocess.run([sys.executable, "-m", "glossary", "load", str(file)], check=True, capture_output=True)
    assert "own" in looked_up()
    assert terms_yaml.packaged()  # it is untouched by this
