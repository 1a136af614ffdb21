"""`annotate --store`, `concordance` and `stats --corpus` as a shell sees them."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from glossary import terms_yaml
from glossary.cli.terminal import cells
from glossary.store import Store
from tests.test_cli import TERMS, Done, glossary


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a database, in which articles lie."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GLOSSARY_DATABASE_URL", f"sqlite:///{tmp_path}/glossary.db")
    monkeypatch.setenv("COLUMNS", "130")
    with Store.open(tmp_path / "glossary.db") as store:
        store.upgrade()
        store.replace(terms_yaml.load([Path(TERMS)]), "terms.yaml")
    (tmp_path / "a.txt").write_text("화웨이는\n성텅을 내놨다. 𠮷 셩텅이 아니다.", encoding="utf-8")
    (tmp_path / "b.txt").write_text("어센드\x1b와 昇騰", encoding="utf-8")
    return tmp_path


def lines(done: Done) -> list[str]:
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().splitlines()


def test_a_concordance_of_files(desk: Path) -> None:
    assert glossary("annotate", "a.txt", "--store", "--date", "2026-03-02").returncode == 0
    done = glossary("annotate", "b.txt", "missing.txt", "--store")
    assert done.returncode == 1
    shown = lines(glossary("concordance", "huawei-ascend"))
    assert shown[0].startswith("huawei-ascend  성텅")
    assert sorted(shown[1:5]) == [
        "  昇騰        preferred           1  no date",
        "  성텅        preferred           1  last in 2026-03",
        "  셩텅        deprecated          1  last in 2026-03",
        "  어센드      admitted            1  no date",
    ]
    assert shown[5].split()[:2] == ["2026-03", "2"]
    assert shown[6].split() == ["no", "date", "2"]
    rows = shown[8:]
    assert [row[:10] for row in rows] == ["2026-03-02", "2026-03-02", "no date   ", "no date   "]
    assert len({cells(row.partition("[")[0]) for row in rows}) == 1
    assert rows[0].split() == ["2026-03-02", "화웨이는", "[성텅]을", "내놨다.", "𠮷", "셩텅이", "아니다.", "a.txt"]
    assert rows[1].endswith("a.txt (deprecated)")
    assert "\x1b" not in "".join(rows)


def test_pages_and_json(desk: Path) -> None:
    glossary("annotate", "a.txt", "b.txt", "--store")
    whole = [json.loads(line) for line in lines(glossary("concordance", "huawei-ascend", "--json"))]
    assert [one["form"] for one in whole] == ["어센드", "昇騰", "성텅", "셩텅"]
    assert set(whole[0]) == {
        "article", "source", "date", "concept", "form", "lang", "kind", "status", "start", "end", "left", "right",
    }  # fmt: skip
    found, more = [], [""]
    while more:
        done = glossary("concordance", "huawei-ascend", "--json", "--limit", "1", *more[0].split())
        found += [json.loads(line) for line in lines(done)]
        more = [line.removeprefix("more: ") for line in done.stderr.decode().splitlines()]
    assert found == whole
    only = [json.loads(line) for line in lines(glossary("concordance", "huawei-ascend", "--json", "--form", "셩텅"))]
    assert only == whole[3:]


def test_annotated_again(desk: Path) -> None:
    glossary("annotate", "a.txt", "--store", "--date", "2026-03-02")
    (desk / "a.txt").write_text("어센드", encoding="utf-8")
    glossary("annotate", "a.txt", "--store", "--keep-text")
    (one,) = [json.loads(line) for line in lines(glossary("concordance", "huawei-ascend", "--json"))]
    assert (one["form"], one["date"]) == ("어센드", None)
    assert lines(glossary("concordance", "huawei"))[1:] == ["no mentions are kept; annotate articles with --store"]


def test_what_is_never_marked_is_not_kept(desk: Path) -> None:
    (desk / "never.txt").write_text("성텅\n", encoding="utf-8")
    glossary("annotate", "a.txt", "--store", "--ignore", "never.txt")
    found = lines(glossary("concordance", "huawei-ascend", "--json"))
    assert [json.loads(line)["form"] for line in found] == ["셩텅"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["annotate", "a.txt", "--store", "--terms", TERMS], "--store works on the database"),
        (["--terms", TERMS, "annotate", "a.txt", "--store"], "--store works on the database"),
        (["annotate", "-", "--store"], "standard input has none"),
        (["annotate", "a.txt", "--keep-text"], "--keep-text goes with --store"),
        (["annotate", "a.txt", "--date", "2026-01-01"], "--date goes with --store"),
        (["annotate", "a.txt", "--store", "--date", "yesterday"], "--date is no date of ISO 8601"),
        (["annotate", "a.txt", "--store", "--date-field", "x"], "--date-field goes with --corpus"),
        (["annotate", "--corpus", "x", "-o", "y", "--source-field", "x"], "--source-field goes with --store"),
        (["annotate", "--corpus", "x", "-o", "y", "--store", "--date", "2026-01-01"], "--date does not go with"),
        (["annotate", "--corpus", "x", "--store"], "--corpus needs -o"),
        (["concordance", "nobody"], "no concept has the id 'nobody'"),
        (["concordance", "huawei", "--before", "x"], "this is no cursor"),
        (["--terms", TERMS, "concordance", "huawei"], "concordance works on the database"),
        (["stats", "--svg", "x.svg"], "--svg goes with --corpus"),
        (["stats", "--corpus", "--terms", TERMS], "works on the database"),
        (["stats", "--corpus", "--encoding", "cp949"], "leave it out"),
        (["stats", "--corpus", "."], "is no folder of an annotated corpus"),
        (["stats", "--corpus", "--svg", "no/where.svg"], "cannot be written"),
    ],
)  # fmt: skip
def test_what_is_refused(desk: Path, given: list[str], words: str) -> None:
    done = glossary(*given)
    assert done.returncode == 2
    assert words in done.stderr.decode()
    assert done.stdout == b""


def test_stats_of_what_is_kept_and_of_a_folder_are_the_same(desk: Path) -> None:
    (desk / "news").mkdir()
    for name in ("a.txt", "b.txt"):
        (desk / name).rename(desk / "news" / name)
    (desk / "news" / "c.txt").write_text("아무 이름도 없다", encoding="utf-8")
    assert glossary("annotate", "--corpus", "news", "-o", "out", "--store", "--workers", "1").returncode == 0
    kept = lines(glossary("stats", "--corpus", "--json"))
    assert kept == lines(glossary("stats", "--corpus", "out", "--json", "--svg", "out.svg"))
    told = json.loads(kept[0])
    assert (told["articles"], told["mentions"]) == (3, 5)
    assert [(one["concept"], one["name"], one["articles"], one["mentions"]) for one in told["names"]] == [
        ("huawei-ascend", "성텅", 2, 4), ("huawei", "화웨이", 1, 1),
    ]  # fmt: skip
    assert told["deprecated"] == [
        {"concept": "huawei-ascend", "form": "셩텅", "lang": "ko", "instead": "성텅", "articles": 1, "mentions": 1}
    ]
    shown = lines(glossary("stats", "--corpus", "out"))
    assert shown[0] == "3 articles, 5 mentions of 2 concepts"
    assert shown[3].split() == ["성텅", "昇腾", "2", "4"]
    assert shown[-1].split() == ["셩텅", "성텅", "1", "1"]
    both = json.loads(lines(glossary("stats", "--corpus", "out", "out", "--json"))[0])
    assert both["articles"] == 6
    texts = [one.text for one in ElementTree.parse(desk / "out.svg").iter("{http://www.w3.org/2000/svg}text")]
    assert {"성텅", "昇腾", "셩텅", "→ 성텅"} <= set(texts)
