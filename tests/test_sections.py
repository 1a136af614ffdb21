"""Pieces of bytes in a file: what was written is read, and a file with any fault is no file."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary import sections
from glossary.sections import Strings, encoded, section
from tests import strategies

PIECES = {"a": section(b"one"), "empty": section(b""), "numbers": section(np.arange(1000, dtype=np.uint32))}


@given(st.dictionaries(st.text(max_size=5), st.binary(max_size=200), max_size=5))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, pieces: dict[str, bytes]) -> None:
    file = tmp_path_factory.mktemp("sections") / "file"
    sections.write(file, {name: section(piece) for name, piece in pieces.items()})
    found = sections.read(file)
    assert found is not None
    assert {name: bytes(piece) for name, piece in found.items()} == pieces
    assert [path.name for path in file.parent.iterdir()] == ["file"]


def test_pieces_can_be_read_as_numbers(tmp_path: Path) -> None:
    sections.write(tmp_path / "file", PIECES)
    found = sections.read(tmp_path / "file")
    assert found is not None
    assert found["numbers"].cast("I").tolist() == list(range(1000))


def test_one_file_takes_the_place_of_another_that_is_open(tmp_path: Path) -> None:
    sections.write(tmp_path / "file", PIECES)
    before = sections.read(tmp_path / "file")
    sections.write(tmp_path / "file", {"b": section(b"two")})
    after = sections.read(tmp_path / "file")
    assert before is not None
    assert after is not None
    assert (bytes(before["a"]), bytes(after["b"])) == (b"one", b"two")


def test_no_file_at_all(tmp_path: Path) -> None:
    assert sections.read(tmp_path / "nothing") is None


def test_a_file_cut_anywhere_is_no_file(tmp_path: Path) -> None:
    file = tmp_path / "file"
    sections.write(file, PIECES)
    whole = file.read_bytes()
    for length in (*range(0, 300), *range(300, len(whole), 97), len(whole) - 1):
        file.write_bytes(whole[:length])
        assert sections.read(file) is None, length
    file.write_bytes(whole + b"\0")
    assert sections.read(file) is None


@given(st.integers(0, 4500), st.integers(1, 255))
def test_a_file_with_one_byte_changed_is_no_file(tmp_path_factory: pytest.TempPathFactory, at: int, by: int) -> None:
    file = tmp_path_factory.getbasetemp() / "changed"
    sections.write(file, PIECES)
    content = bytearray(file.read_bytes())
    content[at % len(content)] ^= by
    file.write_bytes(content)
    assert sections.read(file) is None


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").mkdir()
    with pytest.raises(OSError, match="file"):
        sections.write(tmp_path / "file", PIECES)
    assert os.listdir(tmp_path) == ["file"]


@given(st.lists(strategies.wild_texts, max_size=20))
def test_strings_come_back_and_sort_by_code_points(texts: list[str]) -> None:
    strings = Strings(Strings.packed("s", sorted(texts)), "s")
    assert [strings.text(i) for i in range(len(strings))] == sorted(texts)
    assert list(strings) == sorted(map(encoded, texts))
    for text in texts:
        assert strings.text(strings.place(encoded(text))) == text
