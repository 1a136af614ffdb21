"""Runs of `glossary annotate --corpus` in processes of their own, on articles written for a test."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from glossary.corpus.records import LONGEST
from tests.conftest import ROOT

TERMS = str(ROOT / "tests" / "annotate" / "terms.yaml")
Done = subprocess.CompletedProcess[str]
# The command line as it is, with shards of another size, and hearing SIGINT, which what runs in the background misses.
SMALL = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from glossary.corpus import sources; sources.SHARD = int(sys.argv.pop(1)); "
)
COMMAND = SMALL + "from glossary.cli import run; run()"
SENTENCES = (
    "화웨이는 성텅을 내놨다.",
    "華為發布昇騰晶片。",
    "선전시는 선전(深圳)이다.",
    "엔비디아와 科大讯飞가 만났다.",
    "아무 이름도 없는 문장이다.",
)

ODD_LINES = [  # what is a record, and what is none for every reason
    b'\xef\xbb\xbf{"id": "a", "text": "\xed\x99\x94\xec\x9b\xa8\xec\x9d\xb4", "more": {"x": 1}}',
    b"",
    b'{"id": 7, "text": ""}\r',
    b"not json",
    b'{"id": 1, "id": 2, "text": ""}',
    b'{"id": true, "text": ""}',
    b'{"text": ""}',
    b'{"id": "no text"}',
    b'{"id": "text", "text": 5}',
    b'{"id": "\xff", "text": ""}',
    b'{"id": 123456789012345678901234567890, "text": ""}',
    b"[1]",
    b'{"id": "half", "text": "\\ud800"}',
    b'{"id": "\\udfff", "text": ""}',
    b'{"id": NaN, "text": ""}',
    b'{"id": 1e999, "text": ""}',
    b"[" * 100_000,
    b'{"id": "long", "text": "' + b"x" * LONGEST + b'"}',
    b'{"id": 123456789012345678901234567890, "text": 5}',
    b'{"id": 1.5, "text": "", "nested": {"x": 1, "x": 2}}',
]


def lines_of(count: int) -> bytes:
    """Return lines of JSON, of different lengths; every twentieth is no record."""
    return b"".join(_line(number) for number in range(count))


def _line(number: int) -> bytes:
    if number % 20 == 7:
        return b'{"id": broken\r\n' if number % 40 == 7 else b"\n"
    text = " ".join(SENTENCES[(number + i) % len(SENTENCES)] for i in range(number % 13))
    return json.dumps({"id": f"a-{number}", "text": text}, ensure_ascii=False).encode() + b"\n"


def start(
    *arguments: str | Path, shard: int = 8 << 20, database: str | None = None, **options: Any
) -> subprocess.Popen[str]:
    """Begin a run, with the glossary of a database or else with that of the tests' file."""
    own = ["--terms", TERMS] if database is None else []
    more = {} if database is None else {"GLOSSARY_DATABASE_URL": database}
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, str(shard), "annotate", *own, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, **more, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        **options,
    )


def end(process: subprocess.Popen[str]) -> Done:
    """Wait for a run; none may show a traceback."""
    out, err = process.communicate(timeout=120)
    assert "Traceback" not in err, err
    assert "Exception ignored" not in err, err
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def run(*arguments: str | Path, shard: int = 8 << 20, **options: Any) -> Done:
    """Run to the end."""
    return end(start(*arguments, shard=shard, **options))


def contents(folder: Path) -> dict[str, bytes]:
    """Return all files under a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def records(folder: Path) -> list[Any]:
    """Return what is in the parts, in order."""
    return _lines(sorted(folder.glob("part-*.jsonl")))


def rejects(folder: Path) -> list[Any]:
    """Return what was rejected."""
    return _lines([folder / "rejects.jsonl"])


def _lines(files: Iterable[Path]) -> list[Any]:
    return [json.loads(line) for file in files for line in file.read_bytes().splitlines()]


def children(process: subprocess.Popen[str]) -> list[int]:
    """Return the workers of a run."""
    own = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [int(pid) for pid in own if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def alive(pid: int) -> bool:
    """Say whether a process is there and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def kill(pid: int) -> None:
    """End a process at once."""
    os.kill(pid, signal.SIGKILL)
