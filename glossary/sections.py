"""Named pieces of bytes in one file: written whole or not at all, opened memory-mapped, believed only when checked.

Processes that open one file share its pages. Numbers in the pieces have the machine's own byte order: such a file is
a cache and does not travel.
"""

from __future__ import annotations

import json
import mmap
import os
import tempfile
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

Sections = Mapping[str, memoryview]

# A file: this, the length and the checksum of the table of contents, the table, then the pieces, each at a multiple of
# _ALIGNED bytes from the start. The table gives each piece's place and length, and the checksum of all behind it.
_MAGIC = b"ko-zh-glossary\x1a\x01"
_ALIGNED = 64
_HEAD = len(_MAGIC) + 8 + 4
_LONGEST_TABLE = 1 << 20


def section(data: bytes | bytearray | npt.NDArray[np.generic]) -> memoryview:
    """Return data as the bytes of a piece."""
    if isinstance(data, np.ndarray):
        data = data.tobytes()
    return memoryview(data).toreadonly()


def write(file: Path, pieces: Sections) -> None:
    """Put the pieces in a file, which takes the place of one that is there in one step. Raises OSError."""
    places: dict[str, tuple[int, int]] = {}
    end = checksum = 0
    for name, piece in pieces.items():
        places[name] = (end, len(piece))
        checksum = zlib.crc32(_padding(len(piece)), zlib.crc32(piece, checksum))
        end += len(piece) + len(_padding(len(piece)))
    table = orjson.dumps({"length": end, "checksum": checksum, "pieces": places})
    table += b" " * (-(_HEAD + len(table)) % _ALIGNED)
    descriptor, temporary = tempfile.mkstemp(prefix=file.name, suffix=".part", dir=file.parent)
    try:
        with open(descriptor, "wb") as out:
            out.write(_MAGIC + len(table).to_bytes(8, "little") + zlib.crc32(table).to_bytes(4, "little") + table)
            for piece in pieces.values():
                out.write(piece)
                out.write(_padding(len(piece)))
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, file)
    except BaseException:
        os.unlink(temporary)
        raise


def read(file: Path) -> Sections | None:
    """Return the pieces of a file, memory-mapped; None where there is no such file, or it is not whole.

    Raises OSError for a file that is there and cannot be read.
    """
    try:
        with open(file, "rb") as opened:
            mapped = memoryview(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ))
    except FileNotFoundError:
        return None
    except ValueError:  # an empty file cannot be mapped
        return None
    length = int.from_bytes(mapped[len(_MAGIC) : len(_MAGIC) + 8], "little")
    if mapped[: len(_MAGIC)] != _MAGIC or length > _LONGEST_TABLE or len(mapped) < _HEAD + length:
        return None
    table, body = mapped[_HEAD : _HEAD + length], mapped[_HEAD + length :]
    if zlib.crc32(table) != int.from_bytes(mapped[len(_MAGIC) + 8 : _HEAD], "little"):
        return None
    contents = orjson.loads(bytes(table))
    if contents["length"] != len(body) or zlib.crc32(body) != contents["checksum"]:
        return None
    return {name: body[start : start + size] for name, (start, size) in contents["pieces"].items()}


def _padding(length: int) -> bytes:
    return b"\0" * (-length % _ALIGNED)


class Strings:
    """Many strings in two pieces: their UTF-8 (lone surrogates as they are), and where each one ends."""

    __slots__ = ("_ends", "_text")

    def __init__(self, pieces: Sections, name: str) -> None:
        self._text = pieces[name]
        self._ends = pieces[f"{name}/ends"].cast("I")

    @staticmethod
    def packed(name: str, strings: Iterable[str | bytes]) -> dict[str, memoryview]:
        """Return the two pieces; ValueError if all strings together are 4 GiB or more."""
        text = bytearray()
        ends = [0]
        for string in strings:
            text += encoded(string) if isinstance(string, str) else string
            ends.append(len(text))
        if len(text) >= 1 << 32:
            raise ValueError(f"{name}: {len(text)} bytes of text are too many for one index")
        return {name: section(text), f"{name}/ends": section(np.array(ends, dtype=np.uint32))}

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, at: int) -> bytes:
        if at < 0 or at >= len(self._ends) - 1:
            raise IndexError(at)
        return self._text[self._ends[at] : self._ends[at + 1]].tobytes()

    def text(self, at: int) -> str:
        """Return a string as it was."""
        return self._text[self._ends[at] : self._ends[at + 1]].tobytes().decode("utf-8", "surrogatepass")

    def place(self, string: bytes) -> int:
        """Return where a string stands, or would stand, among strings that are sorted."""
        return bisect_left(self, string)


def packed_json(value: Any) -> bytes:
    """Return a value as JSON; a lone surrogate, which UTF-8 cannot hold, stands in it escaped."""
    try:
        return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS)
    except orjson.JSONEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()


def unpacked_json(data: bytes | str) -> Any:
    """Return the value of JSON in which lone surrogates may stand escaped, as `packed_json` writes it."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return json.loads(data)


def encoded(text: str) -> bytes:
    """Return a text as Strings has it; sorted so, texts are in the order of their code points."""
    return text.encode("utf-8", "surrogatepass")
