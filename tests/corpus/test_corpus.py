"""What becomes of a corpus: its records, what is rejected and why, and what is refused with its mend."""

from __future__ import annotations

import gzip
import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from glossary import cache, opening
from glossary.corpus import Corpus, Fields, annotate, sources
from glossary.corpus.records import LONGEST, PLAIN
from glossary.errors import CorpusFailed
from glossary.model import Edition
from tests.conftest import ROOT

from .runs import ODD_LINES, TERMS, contents, lines_of, records, rejects, run

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


@pytest.fixture(scope="module")
def ready(data_folder: None) -> cache.Ready:
    return cache.open_snapshot(opening.FixedFileSource([TERMS]))


def annotated(ready: cache.Ready, path: Path, out: Path, fields: Fields = PLAIN, **options: Any) -> tuple[int, int]:
    """Annotate in processes started from this one; return how many records there were, and how many rejects."""
    outcome = annotate(Corpus(path, fields), ready, out, workers=1, **options)
    assert outcome.unread == ()
    return outcome.annotated, outcome.rejected


def test_records_and_rejects(ready: cache.Ready, tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    file.write_bytes(b"\n".join(ODD_LINES))  # the last one ends without a line feed
    assert annotated(ready, file, tmp_path / "out") == (4, 15)
    found = records(tmp_path / "out")
    assert [record["id"] for record in found] == ["a", 7, 123456789012345678901234567890, 1.5]
    assert found[0]["mentions"] == ready.snapshot.annotate("화웨이")["mentions"] != []
    wrong = {reject["line"]: (reject["id"], reject["reason"]) for reject in rejects(tmp_path / "out")}
    assert sorted(wrong) == [4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17, 18, 19]
    assert {reject["file"] for reject in rejects(tmp_path / "out")} == {"in.jsonl"}
    words = {
        4: "not JSON", 5: "'id' stands there twice", 6: "neither a string nor a number", 7: "no field 'id'",
        8: "no field 'text'", 9: "'text' is no string", 10: "not UTF-8", 12: "no JSON object", 13: "surrogate",
        14: "surrogate", 15: "NaN", 16: "no finite number", 17: "nested too deeply", 18: "longer than",
        19: "'text' is no string",
    }  # fmt: skip
    assert {line: words[line] for line, (_, reason) in wrong.items() if words[line] not in reason} == {}
    assert {line: id for line, (id, _) in wrong.items() if id is not None} == {
        8: "no text", 9: "text", 13: "half", 19: 123456789012345678901234567890,
    }  # fmt: skip
    parts = [f"part-{number:05}.jsonl" for number in range(3)]  # the long line begins in the first
    assert sorted(contents(tmp_path / "out")) == ["manifest.json", *parts, "rejects.jsonl"]


@pytest.mark.parametrize("size", [1, 100, 1000, 4096, 1 << 20])
def test_however_it_is_cut_no_line_is_lost_or_doubled(
    ready: cache.Ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """Also where a line is longer than shards, and not read because it is too long."""
    data = lines_of(60) + b"x" * 5000 + b"\n" + lines_of(3)
    (tmp_path / "in.jsonl").write_bytes(data)
    monkeypatch.setattr(sources, "SHARD", size)
    monkeypatch.setattr(sources, "LONGEST", 3000)
    found = []
    file, before = "in.jsonl", 0
    for shard, _, _ in Corpus(tmp_path / "in.jsonl").shards():
        last = 0
        assert shard.file == file
        for entry in shard.entries(Fields()):
            last = entry.line
            found.append((before + entry.line, type(entry).__name__, getattr(entry, "id", None)))
        before += last
    expected = []
    for number, line in enumerate(data.splitlines(), 1):
        kind = "Reject" if b"broken" in line or b"xxx" in line else "Record" if line else "Blank"
        expected.append((number, kind, json.loads(line)["id"] if kind == "Record" else None))
    assert found == expected


PACKED = {"in.jsonl.gz": gzip.compress, "in.jsonl.zst": zstd.compress, "in": gzip.compress}


@pytest.mark.parametrize("name", PACKED)
def test_packed_lines_are_the_same_records(ready: cache.Ready, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(PACKED[name](lines_of(100)))
    done = run("--corpus", tmp_path / name, "-o", tmp_path / "out", shard=2000)
    assert done.returncode == 1
    (tmp_path / "plain.jsonl").write_bytes(lines_of(100))
    annotated(ready, tmp_path / "plain.jsonl", tmp_path / "plain")
    assert len(list((tmp_path / "out").glob("part-*"))) > 3
    assert records(tmp_path / "out") == records(tmp_path / "plain")
    assert rejects(tmp_path / "out") == [{**one, "file": name} for one in rejects(tmp_path / "plain")]


@pytest.mark.parametrize("name", ["in.jsonl.gz", "in.jsonl.zst"])
def test_a_packed_file_that_breaks_off(ready: cache.Ready, tmp_path: Path, name: str) -> None:
    """What comes before the damage is annotated, the damage is told, and so is the next file."""
    folder = tmp_path / "in"
    folder.mkdir()
    packed = PACKED[name](lines_of(5000))
    (folder / name).write_bytes(packed[: len(packed) // 2])
    (folder / "next.jsonl").write_bytes(b'{"id": "next", "text": ""}')
    annotated(ready, folder, tmp_path / "out")
    ids = [record["id"] for record in records(tmp_path / "out")]
    assert ids[-1] == "next"
    assert ids[:3] == ["a-0", "a-1", "a-2"]
    *_, last = rejects(tmp_path / "out")
    assert last["file"] == name
    assert "damaged" in last["reason"]
    assert last["line"] > len(ids)


def test_a_folder_of_articles(ready: cache.Ready, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "b").mkdir(parents=True)
    (folder / ".hidden").mkdir()
    page = "<p>화<b>웨</b>이&amp;</p>"
    for name, data in {
        "c.txt": "성텅\r\n".encode(), "b/a.HTML": page.encode(), "a.txt": "화웨이".encode("cp949"), "x.pdf": b"x",
        ".hidden/a.txt": b"x", "empty.txt": b"", "big.txt": b"x" * (LONGEST + 1), "d.jsonl": b'{"id": 1, "text": ""}',
    }.items():  # fmt: skip
        (folder / name).write_bytes(data)
    (folder / "gone.txt").symlink_to("nowhere")
    assert annotated(ready, folder, tmp_path / "out") == (4, 2)
    found = {record["id"]: record["mentions"] for record in records(tmp_path / "out")}
    assert list(found) == ["b/a.HTML", "c.txt", 1, "empty.txt"]
    (mention,) = found["b/a.HTML"]
    assert mention["text"] == page[mention["start"] : mention["end"]] == "화<b>웨</b>이"
    wrong = {one["id"]: one for one in rejects(tmp_path / "out")}
    assert set(wrong) == {"a.txt", "big.txt"}
    assert "CP949" in wrong["a.txt"]["reason"]
    assert wrong["a.txt"]["file"] == "a.txt"
    assert wrong["a.txt"]["line"] is None


def test_articles_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes("화웨이".encode("cp949"))
    done = run("--corpus", tmp_path / "in", "-o", tmp_path / "out", "--encoding", "cp949")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "1 annotated, 0 rejected\n"  # and no progress where nobody watches
    assert [mention["concept"] for mention in records(tmp_path / "out")[0]["mentions"]] == ["huawei"]


def test_other_fields(ready: cache.Ready, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes('{"key": "k", "body": "화웨이"}\n'.encode())
    assert annotated(ready, tmp_path / "in.jsonl", tmp_path / "out", Fields("key", "body")) == (1, 0)
    assert records(tmp_path / "out")[0]["id"] == "k"


def test_an_empty_file_is_an_empty_corpus(ready: cache.Ready, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(b"")
    assert annotated(ready, tmp_path / "in.jsonl", tmp_path / "out") == (0, 0)
    assert records(tmp_path / "out") == rejects(tmp_path / "out") == []


def test_parquet(ready: cache.Ready, tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    texts = ["화웨이", None, "성텅", "科大讯飞", "昇騰"]
    table = pyarrow.table({"id": [1, 2, 3, None, 5], "other": [0] * 5, "text": texts})
    parquet.write_table(table, tmp_path / "in.parquet", row_group_size=4)
    done = run("--corpus", tmp_path / "in.parquet", "-o", tmp_path / "out", shard=1)
    assert done.returncode == 1
    assert len(list((tmp_path / "out").glob("part-*"))) == 4  # a row without a text needs no part of its own
    assert [record["id"] for record in records(tmp_path / "out")] == [1, 3, 5]
    assert [len(record["mentions"]) for record in records(tmp_path / "out")] == [1, 1, 1]
    assert [(one["line"], one["id"]) for one in rejects(tmp_path / "out")] == [(2, 2), (4, None)]
    done = run("--corpus", tmp_path / "in.parquet", "-o", tmp_path / "other", "--text-field", "body")
    assert done.returncode == 2
    assert "'body'; choose one of id, other, text with --text-field" in done.stderr
    assert not (tmp_path / "other").exists()


def test_parquet_that_is_damaged(ready: cache.Ready, tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    table = pyarrow.table({"id": list(range(3000)), "text": [f"화웨이 {number}" for number in range(3000)]})
    parquet.write_table(table, tmp_path / "in.parquet", row_group_size=1000)
    data = bytearray((tmp_path / "in.parquet").read_bytes())
    data[len(data) // 3 : len(data) // 3 + 3000] = b"\xff" * 3000
    (tmp_path / "in.parquet").write_bytes(data)
    found, _ = annotated(ready, tmp_path / "in.parquet", tmp_path / "out")
    assert 1000 <= found < 3000
    ids = [record["id"] for record in records(tmp_path / "out")]
    assert ids[-1] == 2999  # what comes behind the damage has its own row's number
    assert ids == sorted(ids)
    lost = [one for one in rejects(tmp_path / "out") if "damaged" in one["reason"]]
    assert lost
    assert all(one["line"] - 1 not in ids for one in lost)
    (tmp_path / "in.parquet").write_bytes(data[:-1000])
    with pytest.raises(CorpusFailed, match="no Parquet that can be read"):
        annotated(ready, tmp_path / "in.parquet", tmp_path / "other")


@pytest.mark.parametrize(
    ("data", "lacking", "words"),
    [
        (b"PAR1", "pyarrow", "reading Parquet needs an extra: pip install 'ko-zh-glossary[parquet]'"),
        (zstd.compress(b"{}"), zstd.__name__.partition(".")[0], "pip install backports.zstd"),
    ],
    ids=["parquet", "zstd"],
)
def test_what_is_not_installed_is_named(tmp_path: Path, data: bytes, lacking: str, words: str) -> None:
    (tmp_path / "in").write_bytes(data)
    script = f"import sys; sys.modules[{lacking!r}] = None; from glossary.cli import run; run()"
    given = ["annotate", "--terms", TERMS, "--corpus", tmp_path / "in", "-o", tmp_path / "out"]
    done = subprocess.run([sys.executable, "-c", script, *given], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_the_number_of_workers_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    file.write_bytes(lines_of(600))
    for workers in (1, 3):
        done = run("--corpus", file, "-o", tmp_path / str(workers), "--workers", str(workers), shard=5000)
        assert done.returncode == 1
    one = contents(tmp_path / "1")
    assert len(one) > 10

    assert contents(tmp_path / "3") == one


def test_files_that_come_and_go_while_it_is_annotated(
    ready: cache.Ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stray file shifts the numbers of the parts behind it; when it is gone again they are written anew."""
    folder, out = tmp_path / "in", tmp_path / "out"
    (folder / "b").mkdir(parents=True)
    (folder / "a.jsonl").write_bytes(lines_of(100))
    (folder / "b" / "b.jsonl").write_bytes(lines_of(90))
    annotated(ready, folder, tmp_path / "whole")
    monkeypatch.setattr(sources, "SHARD", 4000)
    annotated(ready, folder, tmp_path / "cut")
    stray = folder / "b" / "a.jsonl"
    with pytest.raises(CorpusFailed, match="changed while it was read"):
        annotated(ready, folder, out, progress=lambda progress: stray.write_bytes(lines_of(50)) and None)
    with pytest.raises(CorpusFailed, match="files: 2, now 3"):
        annotated(ready, folder, out, resume=True)
    stray.unlink()
    annotated(ready, folder, out, resume=True)
    assert contents(out) == contents(tmp_path / "cut")
    assert records(out) == records(tmp_path / "whole")
    assert rejects(out) == rejects(tmp_path / "whole")


def test_without_a_cache_the_workers_have_an_index_all_the_same(ready: cache.Ready, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(lines_of(10))
    assert annotated(ready._replace(file=None), tmp_path / "in.jsonl", tmp_path / "a") == (9, 1)
    annotated(ready, tmp_path / "in.jsonl", tmp_path / "b")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


# What is refused


def test_a_folder_that_is_there(ready: cache.Ready, tmp_path: Path) -> None:
    file, out = tmp_path / "in.jsonl", tmp_path / "out"
    file.write_bytes(b'{"id": 1, "text": ""}\n')
    out.mkdir()
    annotated(ready, file, out)
    before = contents(out)
    with pytest.raises(CorpusFailed, match="--resume, or name another folder"):
        annotated(ready, file, out)
    assert annotated(ready, file, out, resume=True) == (1, 0)  # finished already
    with pytest.raises(CorpusFailed, match="the pair of fields is not what it was begun with"):
        annotated(ready, file, out, Fields("key"), resume=True)
    with pytest.raises(CorpusFailed, match="revision 1 of the glossary, and this is revision 2"):
        annotated(ready._replace(edition=Edition(2, "another")), file, out, resume=True)
    os.utime(file, (1, 1))
    with pytest.raises(CorpusFailed, match="a file has another name, size or time"):
        annotated(ready, file, out, resume=True)
    assert contents(out) == before
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "mine.txt").write_bytes(b"x")
    for resume in (False, True):
        with pytest.raises(CorpusFailed, match="is not empty and holds no run"):
            annotated(ready, file, tmp_path / "foreign", resume=resume)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["--corpus", "{in}"], "needs -o"),
        (["--corpus", "{in}", "-o", "{out}", "a.txt"], "an article does not go with --corpus"),
        (["--corpus", "{in}", "-o", "{out}", "--to", "html"], "--to does not go with --corpus"),
        (["--resume", "a.txt"], "--resume goes with --corpus"),
        (["--corpus", "{in}", "-o", "{out}", "--workers", "0"], "--workers"),
        (["--corpus", "{in}", "-o", "{in}/out"], "lies in the corpus"),
        (["--corpus", "{in}/missing", "-o", "{out}"], "check the path"),
        (["--corpus", "{in}/one.txt", "-o", "{out}"], "one article is no corpus"),
        (["--corpus", "{in}/empty", "-o", "{out}"], "nothing in the folder can be annotated"),
        (["--corpus", "{in}/a.jsonl", "-o", "{out}", "--encoding", "cp949"], "records are in UTF-8"),
        (["--corpus", "{in}", "-o", "{in}/one.txt/out"], "cannot be written"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bad_usage(tmp_path: Path, given: list[str], words: str) -> None:
    (tmp_path / "in" / "empty").mkdir(parents=True)
    (tmp_path / "in" / "one.txt").write_bytes(b"x")
    (tmp_path / "in" / "a.jsonl").write_bytes(b"")
    if given[-1].endswith("one.txt/out"):
        given = ["--corpus", "{in}/a.jsonl", *given[2:]]
    places = {"in": tmp_path / "in", "out": tmp_path / "out"}
    done = run(*(one.format(**places) for one in given))
    assert done.returncode == 2
    assert words in done.stderr
    assert not (tmp_path / "out").exists()


def _small_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))


def test_a_full_disk_is_told_and_the_run_goes_on_when_there_is_room(tmp_path: Path) -> None:
    file, out = tmp_path / "in.jsonl", tmp_path / "out"
    file.write_bytes(lines_of(300))
    run("--corpus", file, "-o", tmp_path / "whole", shard=4000)
    done = run("--corpus", file, "-o", out, shard=4000, preexec_fn=_small_files)
    assert done.returncode == 2
    assert str(out) in done.stderr
    assert "free some space" in done.stderr
    assert "--resume" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert [name for name in contents(out) if "partial" in name] == []
    assert run("--corpus", file, "-o", out, "--resume", shard=4000).returncode == 1
    assert contents(out) == contents(tmp_path / "whole")


def test_what_cannot_be_read_is_told_and_read_later(tmp_path: Path) -> None:
    """The second file goes away while the first is being annotated, and comes back."""
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "a.jsonl").write_bytes(lines_of(200))
    (folder / "b.jsonl").write_bytes(lines_of(200))
    run("--corpus", folder, "-o", tmp_path / "whole", shard=4000)
    ready = cache.open_snapshot(opening.FixedFileSource([TERMS]))
    away = tmp_path / "b.jsonl"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, "SHARD", 4000)

        def move(progress: Any) -> None:
            if not away.exists():
                shutil.move(folder / "b.jsonl", away)

        outcome = annotate(Corpus(folder), ready, out, workers=1, progress=move)
        assert 0 < outcome.annotated < 400
        assert "b.jsonl" in outcome.unread[0]
    assert not (out / "rejects.jsonl").exists()
    shutil.move(away, folder / "b.jsonl")
    assert run("--corpus", folder, "-o", out, "--resume", shard=4000).returncode == 1
    assert contents(out) == contents(tmp_path / "whole")
