"""The command line as a shell sees it: exit status, standard output, standard error, files.

`process` starts the program as a shell does; that costs seconds, so only what needs a process of its own uses it.
`glossary` calls the same entry point, `run()`, with streams of its own.
"""

from __future__ import annotations

import io
import json
import os
import re
import resource
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from glossary.cli import main, run
from glossary.text import transcription

ROOT = Path(__file__).resolve().parent.parent
TERMS = str(ROOT / "tests" / "annotate" / "terms.yaml")
# CONTRACT's commands; a command that is not built yet is not listed by --help.
# What works on the database has no use for --terms.
DATABASE_COMMANDS = {"load", "history", "restore", "concordance", "proposals"}
COMMANDS = {
    "lookup", "suggest", "annotate", "transcribe", "convert", "lint", "fmt", "add", "stats", "load", "concordance",
    "serve",
}  # fmt: skip
KOREAN = "화웨이는 성텅을 새로 내놓았다고 밝혔다.\n"


Done = subprocess.CompletedProcess[bytes]


def process(
    *arguments: str | Path,
    stdin: bytes = b"",
    stdout: Any = subprocess.PIPE,
    preexec_fn: Callable[[], None] | None = None,
    **environment: str,
) -> Done:
    """Run a command in the plainest of locales; no run may show a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "glossary", *map(str, arguments)],
        input=stdin,
        stdout=stdout,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "LC_ALL": "C", **environment},
        preexec_fn=preexec_fn,
        timeout=120,
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    assert b"Exception ignored" not in done.stderr, done.stderr.decode()
    return done


def glossary(*arguments: str | Path, stdin: bytes = b"") -> Done:
    """Run a command in this process; an exception that `run` lets through is the test's failure."""
    given = ["glossary", *map(str, arguments)]
    streams = {name: io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for name in ("stdout", "stderr")}
    streams["stdin"] = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    with patch.multiple(sys, argv=given, **streams):
        try:
            run()
            code = 0
        except SystemExit as exit:
            code = exit.code if isinstance(exit.code, int) else int(exit.code is not None)
    for stream in streams.values():
        stream.flush()
    out, err = (streams[name].buffer.getvalue() for name in ("stdout", "stderr"))  # type: ignore[attr-defined]
    return subprocess.CompletedProcess(given, code, out, err)


def lines(done: Done) -> list[Any]:
    """Return the JSON objects on standard output: compact, one a line, UTF-8."""
    assert done.stdout.endswith(b"\n") or not done.stdout
    texts = done.stdout.decode("utf-8").split("\n")[:-1]
    values = [json.loads(text) for text in texts]
    for text, value in zip(texts, values, strict=True):
        assert text == json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return values


def top(result: Any) -> str | None:
    return result["results"][0]["id"] if result["results"] else None


def message(done: Done) -> str:
    return done.stderr.decode("utf-8")


def files(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


# ---- Help and usage ----


def test_help_lists_the_commands_there_are() -> None:
    done = process("--help")
    assert done.returncode == 0
    assert done.stderr == b""
    listed = {line.split()[0] for line in done.stdout.decode().split("Commands:")[1].splitlines() if line.strip()}
    assert listed == set(main.commands)
    assert (
        {"lookup", "suggest", "annotate", "transcribe", "convert", "lint", "stats", "serve"}
        <= listed
        <= COMMANDS | DATABASE_COMMANDS
    )


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_explains_itself(command: str) -> None:
    done = glossary(command, "--help")
    assert done.returncode == 0
    assert ("--terms" in done.stdout.decode()) is (command not in {*DATABASE_COMMANDS, "fmt"})
    assert done.stderr == b""


def test_version() -> None:
    done = glossary("--version")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"glossary")


@pytest.mark.parametrize(
    "arguments",
    [
        ["mine"],
        ["mcp"],
        ["no-such-command"],
        ["--no-such-option"],
        ["lookup"],
        ["lookup", "승등", "--limit", "0"],
        ["lookup", "승등", "--limit", "101"],
        ["lookup", "승등", "--limit", "x"],
        ["lookup", "--batch", "no-such-file", "--json"],
        ["lookup", "--batch", "-"],
        ["lookup", "승등", "--batch", "-", "--json"],
        ["lookup", "가" * 501],
        ["suggest"],
        ["suggest", "가" * 501],
        ["annotate"],
        ["annotate", "a.txt", "--to", "docx"],
        ["convert", "华为"],
        ["convert", "华为", "--to", "martian"],
        ["lint", "--format", "xml"],
        ["fmt"],
        ["fmt", "-", "-x"],
        ["fmt", "-", "a.yaml"],
        ["--terms", TERMS, "fmt", TERMS],
        ["fmt", "no/such/terms.yaml"],
        ["fmt", "docs"],
        ["add"],
        ["add", "昇腾", "--terms", "no/such/terms.yaml"],
        ["add", "昇腾", "--terms", "docs"],
        ["--terms", TERMS, "add", "昇腾", "--terms", TERMS],
        ["add", "Ascend", "--terms", TERMS],
        ["add", "昇腾", "--category", "chip", "--terms", TERMS],
        ["add", "昇腾", "--quote", "성텅", "--terms", TERMS],
        ["serve", "--port", "0"],
        ["serve", "--port", "99999"],
        ["serve", "--workers", "0"],
        ["--terms"],
        ["lookup", "승등", "--terms", "no/such/terms.yaml"],
    ],
    ids=lambda arguments: " ".join(arguments)[:40],
)
def test_bad_usage(arguments: list[str]) -> None:
    done = glossary(*arguments)
    assert done.returncode == 2
    assert done.stdout == b""
    assert len(message(done).strip()) > 10


def test_without_a_command_the_help_is_shown() -> None:
    done = process()
    assert done.returncode in (0, 2)
    assert b"lookup" in done.stdout + done.stderr


def test_an_unknown_command() -> None:
    done = process("no-such-command")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"no-such-command" in done.stderr


# ---- lookup and suggest ----


def test_lookup_json() -> None:
    done = process("lookup", "성텅", "昇騰", "qqqzzzxxx", "화웨이", "--limit", "2", "--json", "--terms", TERMS)
    assert done.returncode == 0
    assert done.stderr == b""
    results = lines(done)
    assert [result["query"] for result in results] == ["성텅", "昇騰", "qqqzzzxxx", "화웨이"]
    assert [top(result) for result in results] == ["huawei-ascend", "huawei-ascend", None, "huawei"]
    for result in results:
        assert {"query", "revision", "results", "did_you_mean", "transcription"} <= set(result)
        assert len(result["results"]) <= 2
        for hit in result["results"]:
            assert {"id", "score", "match", "concept"} <= set(hit)
            assert 0 < hit["score"] <= 1
            assert hit["id"] == hit["concept"]["id"]
    before = glossary("--terms", TERMS, "lookup", "성텅", "昇騰", "qqqzzzxxx", "화웨이", "--limit", "2", "--json")
    assert before.stdout == done.stdout


def test_lookup_batch(tmp_path: Path) -> None:
    queries = tmp_path / "queries.txt"
    longest = "가" * 500
    queries.write_bytes(
        b"\n".join([
            "성텅".encode(), b"", "화웨이\r".encode(), "  바이두  ".encode(), b"\r", "华为\r\r".encode(),
            longest.encode(), (longest + "나").encode(), b"\xff\xfe", "\u2028화웨이\x85".encode(), "昇騰".encode(),
        ])
    )  # fmt: skip
    done = process("lookup", "--batch", queries, "--json", "--terms", TERMS, PYTHONIOENCODING="ascii")
    results = lines(done)
    assert [result["query"] for result in results[:7]] == [
        "성텅", "", "화웨이", "  바이두  ", "", "华为\r", longest,
    ]  # fmt: skip
    assert len(results) == 11
    assert results[1]["results"] == results[4]["results"] == []
    assert (top(results[0]), top(results[2]), top(results[3])) == ("huawei-ascend", "huawei", "baidu")
    # What cannot be asked is answered in its place, told, and counted as a problem.
    assert results[7]["results"] == results[8]["results"] == []
    assert results[9]["query"] == "\u2028화웨이\x85"
    assert (results[10]["query"], top(results[10])) == ("昇騰", "huawei-ascend")
    assert done.returncode == 1
    told = message(done).splitlines()
    assert [line.split(": ")[0] for line in told] == [f"{queries}:8", f"{queries}:9"]
    assert "500" in told[0]
    assert "UTF-8" in told[1]


def test_lookup_batch_from_standard_input_ends_quietly() -> None:
    done = glossary("lookup", "--batch", "-", "--json", "--terms", TERMS, stdin="화웨이\n성텅\n".encode())
    assert (done.returncode, done.stderr) == (0, b"")
    assert [top(result) for result in lines(done)] == ["huawei", "huawei-ascend"]
    empty = glossary("lookup", "--batch", "-", "--json", "--terms", TERMS)
    assert (empty.returncode, empty.stdout, empty.stderr) == (0, b"", b"")


def check_for_people(done: Done) -> None:
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"huawei-ascend" in done.stdout
    assert b"qqqzzzxxx" in done.stdout
    assert b"\x1b" not in done.stdout


def test_lookup_for_people() -> None:
    done = glossary("lookup", "성텅", "qqqzzzxxx", "--terms", TERMS)
    check_for_people(done)
    assert all(form in done.stdout.decode() for form in ("성텅", "昇腾", "昇騰"))


def test_lookup_on_a_korean_windows_console() -> None:
    """CP949 has no 腾; the answer still comes."""
    check_for_people(process("lookup", "성텅", "qqqzzzxxx", "--terms", TERMS, PYTHONIOENCODING="cp949"))


def test_suggest() -> None:
    done = glossary("suggest", "화웨", "--json", "--terms", TERMS)
    assert (done.returncode, done.stderr) == (0, b"")
    (answer,) = lines(done)
    assert answer["query"] == "화웨"
    assert {"huawei", "huawei-cloud"} <= {suggestion["id"] for suggestion in answer["suggestions"]}
    text = glossary("suggest", "화웨", "--terms", TERMS)
    assert text.stdout.decode().splitlines() == [f"{s['form']}\t{s['id']}" for s in answer["suggestions"]]


def test_without_terms_the_packaged_glossary_answers(tmp_path: Path) -> None:
    done = process("lookup", "승등", "--json", HOME=str(tmp_path), XDG_DATA_HOME=str(tmp_path / "data"))
    assert done.returncode == 0
    assert [top(result) for result in lines(done)] == ["huawei-ascend"]


def test_later_terms_replace_earlier_ones(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("- id: huawei\n  category: organization\n  ko: [화위]\n", encoding="utf-8")
    done = glossary("--terms", TERMS, "lookup", "화위", "성텅", "--json", "--terms", own)
    first, second = lines(done)
    assert top(first) == "huawei"
    assert first["results"][0]["concept"]["ko"] == {"preferred": "화위", "admitted": [], "deprecated": []}
    assert top(second) == "huawei-ascend"


# ---- annotate ----


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """Three articles: two in UTF-8, one of them with CR LF and a mark of order, one in CP949."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "one.txt").write_bytes("화웨이는 성텅을\n".encode())
    (folder / "two.v2.txt").write_bytes(b"\xef\xbb\xbf" + "바이두가\r\n텐센트와 <b>\r\n".encode())
    (folder / "old.txt").write_bytes(KOREAN.encode("cp949"))
    return folder


def test_annotate_to_standard_output(articles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(articles)
    done = glossary("annotate", "one.txt", "-", "two.v2.txt", "--terms", TERMS, stdin="华为".encode())
    assert (done.returncode, done.stderr) == (0, b"")
    first, second, third = lines(done)
    assert [one["file"] for one in (first, second, third)] == ["one.txt", "-", "two.v2.txt"]
    assert first["revision"] == 1
    assert [mention["text"] for mention in first["mentions"]] == ["화웨이", "성텅"]
    assert [mention["concept"] for mention in second["mentions"]] == ["huawei"]
    # No newline is translated; the mark of order is no text.
    assert third["text_length"] == len("바이두가\r\n텐센트와 <b>\r\n")
    assert [(mention["start"], mention["end"]) for mention in third["mentions"]] == [(0, 3), (6, 9)]
    assert files(articles) == {"one.txt", "two.v2.txt", "old.txt"}


def test_annotate_into_a_folder(articles: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "out"
    done = glossary("annotate", articles / "one.txt", articles / "two.v2.txt", "-o", out, "--terms", TERMS)
    assert (done.returncode, done.stdout) == (0, b"")
    assert files(out) == {"one.json", "two.v2.json"}
    content = json.loads((out / "two.v2.json").read_bytes())
    assert content["revision"] == 1
    assert [mention["text"] for mention in content["mentions"]] == ["바이두", "텐센트"]


def test_annotate_to_other_formats(articles: Path, tmp_path: Path) -> None:
    html = tmp_path / "html"
    done = glossary("annotate", articles / "two.v2.txt", "--to", "html", "-o", html, "--terms", TERMS)
    assert (done.returncode, files(html)) == (0, {"two.v2.html"})
    page = (html / "two.v2.html").read_bytes().decode("utf-8")
    assert "바이두</mark>가&#13;\n" in page
    assert "&lt;b&gt;" in page
    gloss = tmp_path / "gloss"
    done = glossary(
        "annotate", articles / "two.v2.txt", "-", "--to", "gloss", "-o", gloss, "--terms", TERMS, stdin=b"x"
    )
    assert (done.returncode, files(gloss)) == (0, {"two.v2.gloss.txt", "stdin.gloss.txt"})
    assert (
        gloss / "two.v2.gloss.txt"
    ).read_bytes().decode() == "바이두(百度·Baidu)가\r\n텐센트(騰訊·Tencent)와 <b>\r\n"
    done = glossary("annotate", articles / "one.txt", "--to", "gloss", "--terms", TERMS)
    (line,) = lines(done)
    assert line["file"].endswith("one.txt")
    assert line["content"] == "화웨이(華為·Huawei)는 성텅(昇騰·Ascend)을\n"


def test_two_articles_of_one_stem(articles: Path, tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text("화웨이")
    out = tmp_path / "out"
    done = glossary("annotate", articles / "two.v2.txt", articles / "one.txt", tmp_path / "one.md", "-o", out)
    assert done.returncode == 2
    assert "one.txt" in message(done)
    assert "one.md" in message(done)
    assert not out.exists() or files(out) == set()


def test_unreadable_articles(articles: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (articles / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\r")
    inputs = [articles / name for name in ("old.txt", "none.txt", ".", "picture.png", "one.txt")]
    done = glossary("annotate", *inputs, "-o", out, "--terms", TERMS)
    assert done.returncode == 1
    assert files(out) == {"one.json"}
    told = message(done).splitlines()
    assert len(told) == 4
    assert told[0].startswith(f"{articles / 'old.txt'}: ")
    assert "CP949" in told[0]
    assert "--encoding cp949" in told[0]
    assert all(str(articles) in line for line in told)


def test_only_unreadable_articles(articles: Path, tmp_path: Path) -> None:
    done = glossary("annotate", articles / "old.txt", articles / "none.txt", "-o", tmp_path / "out", "--terms", TERMS)
    assert done.returncode == 2
    assert len(message(done).splitlines()) == 2
    assert not (tmp_path / "out").exists() or files(tmp_path / "out") == set()


def test_a_named_encoding(articles: Path) -> None:
    done = glossary("annotate", articles / "old.txt", "--encoding", "cp949", "--terms", TERMS)
    assert (done.returncode, done.stderr) == (0, b"")
    (line,) = lines(done)
    assert line["text_length"] == len(KOREAN)
    assert [mention["text"] for mention in line["mentions"]] == ["화웨이", "성텅"]
    unknown = glossary("annotate", articles / "old.txt", "--encoding", "klingon", "--terms", TERMS)
    assert unknown.returncode == 2
    assert "klingon" in message(unknown)


def test_an_article_is_not_overwritten_by_its_annotation(tmp_path: Path) -> None:
    """Whoever annotates a page into its own folder would lose it."""
    article = tmp_path / "one.html"
    article.write_text("<p>화웨이</p>", encoding="utf-8")
    done = glossary("annotate", article, "--to", "html", "-o", tmp_path, "--terms", TERMS)
    assert article.read_text(encoding="utf-8") == "<p>화웨이</p>"
    assert done.returncode == 2
    assert files(tmp_path) == {"one.html"}


def _small_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))


def test_no_space_for_the_output(articles: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = process(
        "annotate", articles / "one.txt", "-o", out, "--terms", TERMS, preexec_fn=_small_files,
        PYTHONDONTWRITEBYTECODE="1",
    )  # fmt: skip
    assert done.returncode == 2
    assert str(out / "one.json") in message(done)
    assert len(message(done).splitlines()) == 1
    assert files(out) == set()


def test_no_place_for_the_output(articles: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    done = glossary("annotate", articles / "one.txt", "-o", tmp_path / "file", "--terms", TERMS)
    assert done.returncode == 2
    assert str(tmp_path / "file") in message(done)
    assert (tmp_path / "file").read_bytes() == b""


PAGE = (
    "<!DOCTYPE html>\r\n<title>화웨이</title>\r\n<p>화<b>웨</b>이가 <a href='x'>성텅</a>을, 셩텅을<!-- 화웨이 -->\r\n"
)


def unmarked(page: bytes, encoding: str) -> bytes:
    """Return a page's bytes without our marks."""
    return re.sub(r'<mark lang="[^<>]*">([^<>]*)</mark>', r"\1", page.decode(encoding)).encode(encoding)


@pytest.mark.parametrize(
    ("name", "encoding", "options"),
    [
        ("a.html", "utf-8", []),
        ("a.HTM", "utf-8-sig", []),
        ("a.html", "cp949", ["--encoding", "cp949"]),
        ("a.txt", "utf-8", ["--from", "html"]),
    ],
)
def test_a_page_keeps_its_bytes(tmp_path: Path, name: str, encoding: str, options: list[str]) -> None:
    data = PAGE.encode(encoding)
    (tmp_path / name).write_bytes(data)
    out = tmp_path / "out"
    done = glossary("annotate", tmp_path / name, "--to", "html", "-o", out, "--terms", TERMS, *options)
    assert (done.returncode, done.stderr, files(out)) == (0, b"", {"a.html"})
    page = (out / "a.html").read_bytes()
    assert unmarked(page, encoding) == data
    assert re.findall(">([^<>]*)</mark>", page.decode(encoding)) == ["화", "웨", "이", "셩텅"]


def test_offsets_of_a_page_are_those_of_its_source(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(PAGE.encode())
    (line,) = lines(glossary("annotate", tmp_path / "a.html", "--terms", TERMS))
    assert line["text_length"] == len(PAGE)
    assert [mention["text"] for mention in line["mentions"]] == ["화<b>웨</b>이", "성텅", "셩텅"]
    assert all(PAGE[m["start"] : m["end"]] == m["text"] for m in line["mentions"])
    (line,) = lines(glossary("annotate", "-", "--from", "html", "--to", "gloss", "--terms", TERMS, stdin=PAGE.encode()))
    assert line["content"] == "화웨이(華為·Huawei)가 성텅(昇騰·Ascend)을, 셩텅을"
    (line,) = lines(glossary("annotate", tmp_path / "a.html", "--from", "text", "--terms", TERMS))
    assert len(line["mentions"]) == 4  # of the source, the title and the comment are read, and 화<b>웨</b>이 is not


def test_a_page_that_cannot_keep_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes("<p>화웨이".encode("utf-7") + b"+AGE-")
    (tmp_path / "b.html").write_bytes("<p>화웨이".encode("utf-7"))
    done = glossary(
        "annotate", tmp_path / "a.html", tmp_path / "b.html", "--to", "html", "-o", tmp_path / "out",
        "--encoding", "utf-7", "--terms", TERMS,
    )  # fmt: skip
    assert (done.returncode, files(tmp_path / "out")) == (1, {"b.html"})
    assert "a.html: its bytes" in message(done)
    assert "iconv -f utf-7" in message(done)


def test_house_styles(tmp_path: Path) -> None:
    def content(*options: str | Path) -> str:
        done = glossary("annotate", "-", "--to", "gloss", "--terms", TERMS, *options, stdin="어센드는".encode())
        return str(lines(done)[0]["content"])

    own = tmp_path / "desk.toml"
    own.write_text("[desk]\ngloss = '{ko}[{hans}]'\nkeep = false\n", encoding="utf-8")
    assert content() == "어센드(昇騰·Ascend)는"
    assert content("--style", "en-hans") == "어센드(Ascend×昇腾)는"
    assert content("--style", "desk", "--styles", own) == "성텅[昇腾]은"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--style", "nobody"], ["nobody", "hant-en", "market"]),
        (["--style", "x", "--styles", "{}/good.toml"], ["'x'", "desk"]),
        (["--styles", "{}/good.toml"], ["good.toml", "--style"]),
        (["--style", "x", "--styles", "{}/none.toml"], ["none.toml", "cannot be read"]),
        (["--style", "x", "--styles", "{}/bad.toml"], ["bad.toml:3:", "brackets"]),
        (["--style", "x", "--styles", "{}/binary"], ["binary", "UTF-8"]),
        (["--ignore", "{}/none.txt"], ["none.txt", "cannot be read"]),
        (["--ignore", "{}/bad.txt"], ["bad.txt:2:", "id:huawei"]),
        (["--ignore", "{}"], ["cannot be read"]),
        (["--from", "docx"], ["docx", "text, html"]),
        (["--fail-on", "everything"], ["deprecated"]),
    ],
)
def test_what_a_desk_got_wrong(tmp_path: Path, options: list[str], words: list[str]) -> None:
    (tmp_path / "good.toml").write_text("[desk]\ngloss = '{ko}({hans})'\n", encoding="utf-8")
    (tmp_path / "bad.toml").write_text("\n\n[desk]\ngloss = '{ko}'\n", encoding="utf-8")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\0")
    (tmp_path / "bad.txt").write_text("화웨이\nid:\n", encoding="utf-8")
    given = [option.format(tmp_path) for option in options]
    done = glossary("annotate", "-", "--terms", TERMS, *given, stdin=KOREAN.encode())
    assert (done.returncode, done.stdout) == (2, b"")
    assert all(word in message(done) for word in words)


def test_what_a_desk_never_marks(tmp_path: Path) -> None:
    listed = tmp_path / "never.txt"
    listed.write_text("# ours\n성텅\nid:baidu\nid:nobody\n", encoding="utf-8")
    done = glossary(
        "annotate", "-", "--ignore", listed, "--terms", TERMS, stdin="화웨이 성텅 昇腾 바이두 Baidu".encode()
    )
    assert [mention["text"] for mention in lines(done)[0]["mentions"]] == ["화웨이", "昇腾"]
    assert done.returncode == 0
    assert message(done) == f"{listed}:4: no concept has the id 'nobody'; nothing is left out for it\n"


def test_a_report_and_a_check(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("화웨이는\n성텅", encoding="utf-8")
    (tmp_path / "bad.txt").write_text("화웨이는\n이 셩텅을", encoding="utf-8")
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    told = f"{bad}:2:3: deprecated: 셩텅, write 성텅 (huawei-ascend)\n"

    done = glossary("annotate", good, bad, "--report", "--terms", TERMS)
    assert (done.returncode, done.stderr) == (0, b"")
    assert f"{good}: 2 names of 2 concepts, 0 deprecated spellings\n" in done.stdout.decode()
    assert told in done.stdout.decode()

    done = glossary("annotate", good, bad, "--fail-on", "deprecated", "--terms", TERMS)
    assert (done.returncode, message(done)) == (1, told)
    assert len(lines(done)) == 2
    done = glossary("annotate", good, "--fail-on", "deprecated", "--terms", TERMS)
    assert (done.returncode, message(done)) == (0, "")

    out = tmp_path / "out"
    done = glossary(
        "annotate", good, bad, "--report", "--fail-on", "deprecated", "--to", "normalized", "-o", out, "--terms", TERMS
    )
    assert (done.returncode, message(done)) == (1, "")
    assert told in done.stdout.decode()
    assert files(out) == {"good.normalized.txt", "bad.normalized.txt"}
    assert (out / "bad.normalized.txt").read_text(encoding="utf-8") == "화웨이는\n이 성텅을"

    (tmp_path / "never.txt").write_text("셩텅", encoding="utf-8")
    done = glossary("annotate", bad, "--fail-on", "deprecated", "--ignore", tmp_path / "never.txt", "--terms", TERMS)
    assert done.returncode == 0


def test_every_format_has_its_file(articles: Path, tmp_path: Path) -> None:
    extensions = {
        "json": ".json", "html": ".html", "gloss": ".gloss.txt", "normalized": ".normalized.txt",
        "webannotation": ".anno.json",
    }  # fmt: skip
    for to, extension in extensions.items():
        done = glossary("annotate", articles / "one.txt", "--to", to, "-o", tmp_path / to, "--terms", TERMS)
        assert (done.returncode, files(tmp_path / to)) == (0, {f"one{extension}"})
    written = json.loads((tmp_path / "webannotation" / "one.anno.json").read_bytes())
    assert (written["type"], written["revision"], len(written["items"])) == ("AnnotationPage", 1, 2)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device of Linux")
@pytest.mark.parametrize(
    "arguments", [["lookup", "성텅", "--json"], ["lookup", "성텅"], ["convert", "华为", "--to", "tw"]]
)
def test_a_full_disk_behind_standard_output(arguments: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        done = process(*arguments, "--terms", TERMS, stdout=full)
    assert done.returncode == 2
    assert "No space left" in message(done)


def test_a_reader_that_goes_away(tmp_path: Path) -> None:
    queries = tmp_path / "queries.txt"
    queries.write_text("화웨이\n" * 3000, encoding="utf-8")
    command = f'"{sys.executable}" -m glossary lookup --batch "{queries}" --json --terms "{TERMS}"'
    done = subprocess.run(
        ["bash", "-c", f"{command} | head -n 1; echo ${{PIPESTATUS[0]}} >&2"],
        capture_output=True,
        cwd=ROOT,
        timeout=120,
    )
    assert done.stdout.count(b"\n") == 1
    assert json.loads(done.stdout)["query"] == "화웨이"
    # Nothing on standard error but our own echo of the status.
    assert done.stderr.split() in ([b"0"], [b"141"])


# ---- transcribe ----


def test_transcribe_as_json_in_order() -> None:
    done = glossary("transcribe", "重慶", "화웨이", "昇腾", "--json", "--terms", TERMS)
    assert done.returncode == 1
    first, second = lines(done)
    assert list(first) == ["hanzi", "pinyin", "hangul", "rule", "alternatives", "sino_korean", "concept"]
    assert first["hangul"] == "충칭"
    assert first["alternatives"] == [{"hangul": "중칭", "pinyin": "zhòng qìng", "why": "重: zhòng"}]
    assert (second["hanzi"], second["hangul"], second["concept"]) == ("昇腾", "성텅", "huawei-ascend")
    assert "'화웨이' has no hanzi; give a name in Chinese characters" in message(done)


def test_transcribe_for_people() -> None:
    done = glossary("transcribe", "昇腾", "单雄信", "--terms", TERMS)
    assert done.returncode == 0
    assert done.stdout.decode().splitlines() == [
        "昇腾  성텅  shēng téng  (외래어 표기법 제2장 표5, 제3장 제7절)",
        "  Sino-Korean: 승등",
        "  listed: huawei-ascend, 성텅",
        "单雄信  단슝신  dān xióng xìn  (외래어 표기법 제2장 표5, 제3장 제7절)",
        "  or 산슝신  shàn xióng xìn  (单: shàn (姓))",
        "  or 찬슝신  chán xióng xìn  (单: chán)",
        "  Sino-Korean: 단웅신, 선웅신",
    ]


@pytest.mark.parametrize(
    ("kind", "name", "hangul"),
    [("person", "单雄信", "산슝신"), ("place", "泰山", "타이산산"), ("other", "泰山", "타이산")],
)
def test_transcribe_as(kind: str, name: str, hangul: str) -> None:
    (answer,) = lines(glossary("transcribe", name, "--as", kind, "--json", "--terms", TERMS))
    assert answer["hangul"] == hangul


def test_transcribe_offers_every_kind() -> None:
    (option,) = (parameter for parameter in main.commands["transcribe"].params if parameter.name == "kind")
    assert tuple(option.type.choices) == transcription.KINDS  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "arguments", [["Huawei"], ["화웨이", ""], [], ["重" * 501], ["重庆", "--as", "river"], ["\udce9"]]
)
def test_nothing_to_transcribe(arguments: list[str]) -> None:
    done = glossary("transcribe", *arguments, "--terms", TERMS)
    assert (done.returncode, done.stdout) == (2, b"")
    assert message(done)


# ---- convert ----


def test_convert() -> None:
    done = glossary("convert", "-", "--to", "tw", "--terms", TERMS, stdin="华为云在台湾发布软件，英伟达没有".encode())
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().startswith("華為雲在")
    assert "輝達" in done.stdout.decode()
    assert done.stdout.endswith(b"\n")
    back = process("convert", "華為雲和輝達", "--to", "hans", "--terms", TERMS, PYTHONIOENCODING="ascii")
    assert back.stdout.decode() == "华为云和英伟达\n"


def test_an_explanation_of_nothing() -> None:
    for query in ("", "없는이름이야", "군산", "\udcff"):
        done = glossary("lookup", "--explain", query, "--terms", TERMS)
        assert (done.returncode, done.stderr) == (0, b"")
        assert b"looked for" in done.stdout


# ---- lint and bad glossaries ----

BROKEN = """\
- id: good
  category: product
  ko: 좋다
- id: Bad_Id
  category: product
  ko: 나쁘다
- id: good
  category: nonsense
  ko: [가, '']
"""


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    file = tmp_path / "broken.yaml"
    file.write_text(BROKEN, encoding="utf-8")
    return file


def test_lint_of_a_good_file() -> None:
    done = glossary("lint", "--strict")
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"concepts" in done.stderr


def test_lint_formats(broken: Path) -> None:
    text = glossary("lint", broken)
    assert text.returncode == 1
    told = text.stdout.decode().splitlines()
    assert all(line.startswith(f"{broken}:") for line in told)
    places = [tuple(map(int, line.removeprefix(f"{broken}:").split(":")[:2])) for line in told]
    assert places == sorted(places)
    assert {line for line, _ in places} == {4, 7, 8, 9}

    parsed = lines(glossary("lint", broken, "--format", "json"))
    assert [(one["path"], one["line"], one["column"]) for one in parsed] == [(str(broken), *place) for place in places]
    assert all(one["message"] and one["mend"] for one in parsed)
    assert parsed[-1]["concept"] == "good"

    github = glossary("lint", "--format", "github", "--terms", broken)
    assert github.returncode == 1
    annotations = github.stdout.decode().splitlines()
    assert len(annotations) == len(parsed)
    for line, one in zip(annotations, parsed, strict=True):
        assert line.startswith(f"::error file={broken},line={one['line']},col={one['column']},title=load::")


@pytest.mark.parametrize(
    "command",
    [["lookup", "가"], ["suggest", "가"], ["annotate", TERMS], ["convert", "华", "--to", "tw"], ["transcribe", "华"]],
)
def test_a_broken_glossary_stops_every_command(broken: Path, command: list[str]) -> None:
    done = glossary(*command, "--terms", broken)
    assert done.returncode == 2
    assert done.stdout == b""
    assert message(done).count(f"{broken}:") >= 4
    assert f"{broken}:4:" in message(done)


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b"", ""),
        (b"- id: [\n", ":2:1"),
        (b"- id: a\n  category: product\n  ko: \xb0\xa1\n", ":3:7"),
        (b"a: &a [x, x]\nb: [*a, *a]\n", ":1:1"),
        (b"[" * 5000, ""),
    ],
    ids=["empty", "syntax", "CP949", "no list", "deep"],
)
def test_what_is_no_glossary(tmp_path: Path, content: bytes, where: str) -> None:
    file = tmp_path / "terms.yaml"
    file.write_bytes(content)
    done = glossary("lookup", "가", "--terms", file)
    assert done.returncode == 2
    assert message(done).startswith(f"{file}{where}:")


# ---- serve ----


def test_stats_of_a_glossary() -> None:
    (counts,) = lines(glossary("stats", "--terms", TERMS, "--json"))
    assert counts["revision"] == 1
    assert counts["concepts"] == sum(row["concepts"] for row in counts["categories"])
    shown = glossary("stats", "--terms", TERMS).stdout.decode()
    assert f"\nall {counts['concepts']:>20}" in shown


def test_stats_of_articles(tmp_path: Path) -> None:
    article = tmp_path / "a.txt"
    article.write_text("성텅(昇騰)과 " + "".join(f"이름{n}(無名{n}), " for n in range(10, 35)), encoding="cp949")
    done = glossary("stats", "--terms", TERMS, "--json", "--encoding", "cp949", article, tmp_path / "gone.txt")
    (found,) = lines(done)
    assert (done.returncode, found["files"], found["pairs"], found["known"]) == (1, 1, 26, 1)
    assert len(found["unknown"]) == 25
    assert "gone.txt: cannot be read" in message(done)
    shown = glossary("stats", "--terms", TERMS, "--encoding", "cp949", article).stdout.decode()
    assert "known          1, 3.8%\n" in shown
    assert shown.count("(無名") == 20
    assert "  … and 5 more (--json lists all)\n" in shown
    none = glossary("stats", "--terms", TERMS, tmp_path / "gone.txt")
    assert (none.returncode, none.stdout) == (2, b"")
    from_input = glossary("stats", "--terms", TERMS, "-", stdin=b"Nothing.")
    assert from_input.stdout.startswith(b"glossed names  0\nknown          0\n")


def test_serve_on_a_port_in_use() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = process("serve", "--port", str(port), "--workers", "1", "--terms", TERMS)
    assert done.returncode == 2
    assert str(port) in message(done)


def test_serve_with_a_broken_glossary(broken: Path) -> None:
    done = glossary("serve", "--port", "1", "--terms", broken)
    assert done.returncode == 2
    assert f"{broken}:4:" in message(done)
