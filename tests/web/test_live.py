"""The glossary of a running service follows its source: files that are edited, a database that is loaded."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from glossary import terms_yaml
from glossary.errors import NotReady
from glossary.live import LiveGlossary
from glossary.model import Edition, Glossary
from glossary.opening import FileSource, Source, StoreSource
from glossary.store import Store

Follow = Callable[[Source], LiveGlossary]


def terms(*names: str) -> str:
    return "".join(f"- id: n{number}\n  category: term\n  ko: {name}\n" for number, name in enumerate(names))


def glossary(*names: str) -> Glossary:
    return terms_yaml.parse(terms(*names))


def until(condition: Callable[[], bool]) -> None:
    """Wait for something that is bound to happen."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def names(live: LiveGlossary) -> list[str]:
    assert live.current is not None
    return [concept.terms[0].text for concept in live.current.snapshot.glossary.concepts]


@pytest.fixture(autouse=True)
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one test has built, another is not to find."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def follow() -> Iterator[Follow]:
    started: list[LiveGlossary] = []

    def follow(source: Source) -> LiveGlossary:
        live = LiveGlossary(source, interval=0.01, patience=60)
        live.start()
        started.append(live)
        return live

    yield follow
    for live in started:
        live.stop()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "terms.yaml"
    file.write_text(terms("성텅"), "utf-8")
    return file


class Slow:
    """A source that is only ready when it is told."""

    store = None

    def __init__(self) -> None:
        self.go = threading.Event()
        self.loads = 0

    def edition(self) -> Edition:
        return Edition(1, "")

    def load(self) -> tuple[Glossary, Edition]:
        self.loads += 1
        self.go.wait()
        return glossary("성텅"), Edition(1, "")


# The first load


def test_before_the_start_there_is_nothing(file: Path) -> None:
    live = LiveGlossary(FileSource([file]))
    assert live.current is None
    with pytest.raises(NotReady, match="being loaded"):
        live.serving()


def test_requests_wait_for_the_first_snapshot(follow: Follow) -> None:
    source = Slow()
    live = follow(source)
    assert live.current is None
    threading.Timer(0.05, source.go.set).start()
    assert live.serving() is live.current
    assert live.error is None


def test_patience_has_an_end() -> None:
    source = Slow()
    live = LiveGlossary(source, patience=0.01)
    live.start()
    with pytest.raises(NotReady, match="try again"):
        live.serving()
    source.go.set()
    live.stop()


def test_starting_twice_loads_once(follow: Follow) -> None:
    source = Slow()
    source.go.set()
    live = follow(source)
    live.start()
    live.serving()
    assert source.loads == 1


def test_a_glossary_that_cannot_be_loaded_is_told_and_mended(follow: Follow, tmp_path: Path) -> None:
    path = tmp_path / "none.yaml"
    live = follow(FileSource([path]))
    with pytest.raises(NotReady, match="could not be loaded"):
        live.serving()
    assert live.error is not None
    assert "none.yaml" in live.error
    path.write_text(terms("성텅"), "utf-8")
    until(lambda: live.current is not None)
    assert live.error is None


def test_the_unexpected_is_told_too(follow: Follow) -> None:
    class Broken(Slow):
        def load(self) -> tuple[Glossary, Edition]:
            raise ZeroDivisionError("with an article in its text")

    live = follow(Broken())
    with pytest.raises(NotReady):
        live.serving()
    assert live.error is not None
    assert "ZeroDivisionError" in live.error
    assert "article" not in live.error


# Files


def test_an_edit_is_followed(follow: Follow, file: Path) -> None:
    live = follow(FileSource([file]))
    before = live.serving()
    file.write_text(terms("성텅", "화웨이"), "utf-8")
    until(lambda: names(live) == ["성텅", "화웨이"])
    assert live.serving().edition.revision > before.edition.revision
    assert live.serving().snapshot.revision == live.serving().edition.revision
    assert before.snapshot.lookup("화웨이")["results"] == []  # who began with it ends with it


def test_edits_in_one_tick_of_the_clock_are_told_apart(follow: Follow, file: Path) -> None:
    """Same size, same time, same file: only the content differs."""
    live = follow(FileSource([file]))
    live.serving()
    for name in ("화웨", "샤오", "바이", "텐센") * 3:
        now = time.time_ns()
        file.write_text(terms(name), "utf-8")
        os.utime(file, ns=(now, now))
        until(lambda name=name: names(live) == [name])  # type: ignore[misc]
        other = terms("이름")
        file.write_text(other, "utf-8")
        os.utime(file, ns=(now, now))
        until(lambda: names(live) == ["이름"])


def test_revisions_only_grow(follow: Follow, file: Path) -> None:
    live = follow(FileSource([file]))
    revisions = [live.serving().edition.revision]
    for number in range(5):
        file.write_text(terms(f"이름{number}"), "utf-8")
        os.utime(file, (0, 0))  # as a copy with its old time would have it
        until(lambda number=number: names(live) == [f"이름{number}"])  # type: ignore[misc]
        revisions.append(live.serving().edition.revision)
    assert revisions == sorted(set(revisions))


def test_a_broken_edit_leaves_the_old_one_serving(follow: Follow, file: Path) -> None:
    live = follow(FileSource([file]))
    live.serving()
    file.write_text(terms("성텅") + "- id: n0\n  category: nothing\n", "utf-8")
    until(lambda: live.error is not None)
    assert "terms.yaml:" in str(live.error)
    assert names(live) == ["성텅"]
    assert live.seen is not None
    assert live.seen.revision > live.serving().edition.revision
    file.write_text(terms("샤오미"), "utf-8")
    until(lambda: live.error is None)
    assert names(live) == ["샤오미"]


def test_taking_a_broken_edit_back_ends_the_error(follow: Follow, file: Path) -> None:
    live = follow(FileSource([file]))
    before = live.serving().edition
    file.write_text("- nothing", "utf-8")
    until(lambda: live.error is not None)
    file.write_text(terms("성텅"), "utf-8")
    until(lambda: live.error is None)
    assert live.serving().edition.digest == before.digest


def test_files_that_come_and_go_in_a_folder(follow: Follow, file: Path) -> None:
    live = follow(FileSource([file.parent]))
    live.serving()
    more = file.parent / "more.yaml"
    more.write_text("- id: more\n  category: term\n  ko: 샤오미\n", "utf-8")
    until(lambda: names(live) == ["샤오미", "성텅"])
    more.unlink()
    until(lambda: names(live) == ["성텅"])
    file.unlink()
    until(lambda: live.error is not None)
    assert names(live) == ["성텅"]


def test_a_file_that_is_being_written_is_waited_for(follow: Follow, file: Path) -> None:
    """Half a file can be a whole glossary, of half the concepts: it is not taken."""
    live = follow(FileSource([file]))
    live.serving()
    seen: list[int] = []
    live.on_change(lambda: seen.append(len(names(live))))
    whole = terms(*(f"이름{number}" for number in range(40)))
    with file.open("w", encoding="utf-8") as writing:
        for line in whole.splitlines(keepends=True):
            writing.write(line)
            writing.flush()
            time.sleep(0.002)
    until(lambda: len(names(live)) == 40)
    assert seen == [40]


# Databases


def test_a_database_is_followed(follow: Follow, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/glossary.db"
    with Store.open(url) as store:
        store.upgrade()
        store.replace(glossary("성텅"), "test")
        live = follow(StoreSource(url))
        assert live.serving().edition == store.edition()
        assert live.serving().store is not None
        for number in range(5):
            store.replace(glossary("성텅", f"이름{number}"), "test")
            until(lambda: live.serving().edition == store.edition())
            assert names(live)[1] == f"이름{number}"
        assert live.serving().edition.revision == 6


def test_a_restored_backup_is_noticed_though_its_number_is_not_new(follow: Follow, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("one.db", "two.db")]
    for file, name in zip(files, ("성텅", "화웨이"), strict=True):
        with Store.open(file) as store:
            store.upgrade()
            store.replace(glossary(name), "test")
    live = follow(StoreSource(f"sqlite:///{files[0]}"))
    assert live.serving().edition.revision == 1
    for suffix in ("-wal", "-shm"):
        files[0].with_name(files[0].name + suffix).unlink(missing_ok=True)
    files[1].replace(files[0])
    until(lambda: names(live) == ["화웨이"])
    assert live.serving().edition.revision == 1


def test_a_vanished_database_leaves_the_last_one_serving(follow: Follow, tmp_path: Path) -> None:
    file = tmp_path / "glossary.db"
    with Store.open(file) as store:
        store.upgrade()
        store.replace(glossary("성텅"), "test")
    live = follow(StoreSource(f"sqlite:///{file}"))
    live.serving()
    away = file.rename(tmp_path / "away.db")
    until(lambda: live.error is not None)
    assert "not there" in str(live.error)
    assert live.serving().snapshot.lookup("성텅")["results"]
    away.rename(file)
    until(lambda: live.error is None)
    with Store.open(file) as store:
        store.replace(glossary("화웨이"), "test")
    until(lambda: names(live) == ["화웨이"])


def test_a_failure_is_counted_and_told_once(follow: Follow, file: Path, caplog: pytest.LogCaptureFixture) -> None:
    live = follow(FileSource([file]))
    live.serving()
    file.write_text("nothing", "utf-8")
    until(lambda: live.error is not None)
    file.write_text("nothing ", "utf-8")
    until(lambda: live.seen is not None and live.seen.digest != live.serving().edition.digest)
    time.sleep(0.3)
    assert live.failures == 1
    assert caplog.text.count("was not loaded") == 1
