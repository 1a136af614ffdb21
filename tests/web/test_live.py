from __future__ import annotations

import threading

import pytest

from glossary.errors import NotReady
from glossary.live import LiveGlossary
from glossary.snapshot import Snapshot
from glossary.terms_yaml import load


def test_before_the_start_there_is_nothing(snapshot: Snapshot) -> None:
    live = LiveGlossary(lambda: snapshot)
    assert live.current is None
    with pytest.raises(NotReady, match="being loaded"):
        live.snapshot()


def test_requests_wait_for_the_first_snapshot(snapshot: Snapshot) -> None:
    go = threading.Event()

    def load() -> Snapshot:
        go.wait()
        return snapshot

    live = LiveGlossary(load, patience=60)
    live.start()
    assert live.current is None
    threading.Timer(0.05, go.set).start()
    assert live.snapshot() is snapshot
    assert live.current is snapshot
    assert live.error is None


def test_patience_has_an_end(snapshot: Snapshot) -> None:
    go = threading.Event()

    def load() -> Snapshot:
        go.wait()
        return snapshot

    live = LiveGlossary(load, patience=0.01)
    live.start()
    with pytest.raises(NotReady, match="try again"):
        live.snapshot()
    go.set()


def test_starting_twice_loads_once(snapshot: Snapshot) -> None:
    loads: list[int] = []

    def load() -> Snapshot:
        loads.append(1)
        return snapshot

    live = LiveGlossary(load)
    live.start()
    live.start()
    live.snapshot()
    assert loads == [1]


def test_a_glossary_that_cannot_be_loaded_is_told(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "none.yaml"
    live = LiveGlossary(lambda: Snapshot.build(load([path])), patience=60)
    live.start()
    with pytest.raises(NotReady, match="could not be loaded"):
        live.snapshot()
    assert live.error is not None
    assert "none.yaml" in live.error


def test_the_unexpected_is_told_too() -> None:
    def load() -> Snapshot:
        raise ZeroDivisionError

    live = LiveGlossary(load, patience=60)
    live.start()
    with pytest.raises(NotReady):
        live.snapshot()
    assert live.error is not None
    assert "ZeroDivisionError" in live.error
