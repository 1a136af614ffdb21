"""`glossary fmt` and `glossary add`: what changes in the files, and what must not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from glossary import editing, layout, terms_yaml
from glossary.model import Glossary, Lang
from tests.factories import make_concept
from tests.test_cli import glossary, message

A = "- id: a\n  category: term\n  ko: [가]\n"
B = "- id: b\n  category: term\n  ko: 나 # b\n"
FORMATTED_B = "- id: b\n  category: term\n  ko: [나]  # b\n"
FILE = """\
# head

# -- Organizations --

- id: huawei
  category: organization
  ko: 화웨이   # a bare text
  zh: [华为]
- id: nvidia
  category:   organization
  ko: [엔비디아]
  zh: [英伟达]

# -- Places --

- id: beijing
  category: place
  ko: [베이징]
  zh: [北京]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.yaml").write_text(A, encoding="utf-8")
    (tmp_path / "b.yml").write_text(B, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not: [yaml", encoding="utf-8")
    return tmp_path


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that `add` finds by itself."""
    file = tmp_path / "data" / "terms.yaml"
    file.parent.mkdir()
    file.write_text(FILE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return file


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


# fmt


def test_fmt_changes_the_files_of_a_folder_and_names_them(folder: Path) -> None:
    before = contents(folder)
    os.chmod(folder / "b.yml", 0o640)
    done = glossary("fmt", folder)
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, f"{folder / 'b.yml'}\n", b"")
    assert contents(folder) == before | {"b.yml": FORMATTED_B.encode()}
    assert (folder / "b.yml").stat().st_mode & 0o777 == 0o640
    again = glossary("fmt", folder, folder / "b.yml")
    assert (again.returncode, again.stdout, again.stderr) == (0, b"", b"")


def test_fmt_check_writes_nothing(folder: Path) -> None:
    before = contents(folder)
    done = glossary("fmt", "--check", folder)
    assert (done.returncode, done.stdout.decode()) == (1, f"{folder / 'b.yml'}\n")
    assert contents(folder) == before
    assert glossary("fmt", "--check", folder / "a.yaml").returncode == 0


@pytest.mark.parametrize(
    ("bad", "where"),
    [(b"- id: c\n  category: nope\n  ko: x\n", ":2:13:"), (b"- id: \xb0\xa1\n", ":1:7:"), (b"", ":")],
)
def test_one_bad_file_and_nothing_is_written(folder: Path, bad: bytes, where: str) -> None:
    (folder / "c.yaml").write_bytes(bad)
    before = contents(folder)
    for arguments in (["fmt"], ["fmt", "--check"]):
        done = glossary(*arguments, folder, folder / "missing.yaml")
        assert (done.returncode, done.stdout) == (2, b"")
        assert message(done).startswith(f"{folder / 'c.yaml'}{where}")
        assert "missing.yaml: cannot be read" in message(done)
    assert contents(folder) == before


def test_files_are_laid_out_by_themselves(folder: Path) -> None:
    """Two desks may have a concept of one id, each in its own file."""
    (folder / "b.yml").write_text(A.replace("[가]", "가"), encoding="utf-8")
    assert glossary("fmt", folder).returncode == 0
    assert contents(folder)["b.yml"] == A.encode()


def test_fmt_from_standard_input() -> None:
    given = b"\xef\xbb\xbf" + B.replace("\n", "\r\n").encode()
    done = glossary("fmt", "-", stdin=given)
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, FORMATTED_B, b"")
    assert glossary("fmt", "-", stdin=A.encode()).stdout == A.encode()
    checked = glossary("fmt", "-", "--check", stdin=given)
    assert (checked.returncode, checked.stdout) == (1, b"standard input\n")
    bad = glossary("fmt", "-", stdin=b"- a\n")
    assert (bad.returncode, bad.stdout) == (2, b"")
    assert message(bad).startswith("standard input:1:3:")


def test_behind_a_link_the_file_changes(folder: Path) -> None:
    link = folder / "link.yaml"
    link.symlink_to("b.yml")
    assert glossary("fmt", link).returncode == 0
    assert link.is_symlink()
    assert (folder / "b.yml").read_text(encoding="utf-8") == FORMATTED_B


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes anywhere")
def test_a_folder_without_rights(folder: Path) -> None:
    os.chmod(folder, 0o500)
    done = glossary("fmt", folder)
    os.chmod(folder, 0o700)
    assert done.returncode == 2
    assert "cannot be written" in message(done)


# add


def added(file: Path, *arguments: str) -> str:
    """Add a concept and return what stands in the file now that did not stand there."""
    before = file.read_text(encoding="utf-8")
    done = glossary("add", *arguments)
    assert done.returncode == 0, message(done)
    after = file.read_text(encoding="utf-8")
    block = done.stdout.decode()
    assert after.replace(block + "\n", "", 1) == before or after.replace("\n" + block, "", 1) == before
    return block


def test_add(file: Path) -> None:
    arguments = [
        "昇騰", "--ko", "성텅", "--ko", "어센드", "--en", "Ascend", "--category", "product", "--ticker", "002230.SZ",
        "--source", "https://a.b/?c=d", "--quote", "성텅(昇騰)", "--source", "seed:x", "--broader", "huawei",
    ]  # fmt: skip
    assert (
        added(file, *arguments)
        == """\
- id: ascend
  category: product
  ko: [성텅, 어센드]
  zh: [昇腾]
  en: [Ascend]
  tickers: [002230.SZ]
  ko_origin: transcription
  broader: huawei
  sources:
    - {ref: 'https://a.b/?c=d', quote: 성텅(昇騰)}
    - {ref: seed:x}
"""
    )
    assert [concept.id for concept in terms_yaml.load([file]).concepts] == ["huawei", "nvidia", "ascend", "beijing"]
    assert "ascend" not in glossary("lint", file).stdout.decode()


def test_add_says_what_it_assumed(file: Path) -> None:
    done = glossary("add", "商汤科技")
    assert done.returncode == 0
    assert "organization is assumed" in message(done)
    assert "상탕커지 is the official transcription" in message(done)
    assert done.stdout.decode() == (
        "- id: shang-tang-ke-ji\n  category: organization\n  ko: [상탕커지]\n  zh: [商汤科技]\n"
        "  ko_origin: transcription\n"
    )
    assert "no-source" in message(glossary("add", "昇腾", "--ko", "성텅", "--category", "product"))
    sourced = ["昇思", "--category", "product", "--ko", "성쓰", "--source", "seed:x"]
    assert message(glossary("add", *sourced)) == ""


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["单雄信", "--category", "person"], "  ko: [산슝신]"),
        (["泰山", "--category", "place"], "  ko: [타이산산]"),
        (["工商银行", "--ko", "공상은행"], "  ko_origin: sino-korean"),
        (["余承東", "--category", "person"], "  zh_hant: [余承東]"),
        (["台积电", "--zh-hant", "臺積電"], "  zh: [台积电]"),
        (["华为技术", "--en", "People's R&D Lüshun"], "- id: peoples-rd-lushun"),
        (["华为技术", "--en", "Nvidia"], "- id: nvidia-2"),
        (["华为技术"], "- id: hua-wei-ji-shu"),
        (["商汤科技", "--ko", "센스타임", "--origin", "own-name"], "  ko_origin: own-name"),
        (["华为技术", "--id", "x-1"], "- id: x-1"),
    ],
)
def test_what_add_makes_of_it(file: Path, arguments: list[str], line: str) -> None:
    assert line in added(file, *arguments).splitlines()


@pytest.mark.parametrize(
    "arguments", [["商汤科技", "--ko", "센스타임", "--origin", "transcription"], ["商汤科技", "--en", "商汤"]]
)
def test_what_the_linter_refuses_is_not_added(file: Path, arguments: list[str]) -> None:
    before = file.read_bytes()
    done = glossary("add", *arguments)
    assert done.returncode == 1
    assert "(error " in message(done)
    assert file.read_bytes() == before


@pytest.mark.parametrize("hanzi", ["华为", "華為", "英偉達", "輝達", "北京"])
def test_a_name_that_is_there_is_refused(file: Path, hanzi: str) -> None:
    before = file.read_bytes()
    done = glossary("add", hanzi)
    assert (done.returncode, done.stdout) == (1, b"")
    assert {"华为": "huawei", "華為": "huawei", "北京": "beijing"}.get(hanzi, "nvidia") in message(done)
    assert file.read_bytes() == before


@pytest.mark.parametrize("option", [["--id", "huawei"], ["--id", "Not An Id"]])
def test_what_would_not_load_is_refused(file: Path, option: list[str]) -> None:
    before = contents(file.parent)
    done = glossary("add", "昇腾", *option)
    assert (done.returncode, done.stdout) == (1, b"")
    assert "nothing was added" in message(done)
    assert contents(file.parent) == before


@pytest.mark.parametrize("arguments", [["昇腾", "--ko", " "], ["昇腾", "--en", ""], [""], ["Huawei"]])
def test_what_is_no_name_is_refused(file: Path, arguments: list[str]) -> None:
    done = glossary("add", *arguments)
    assert (done.returncode, done.stdout, file.read_text(encoding="utf-8")) == (2, b"", FILE)


def test_a_file_that_does_not_load_is_left_alone(file: Path) -> None:
    file.write_text("- id: a\n", encoding="utf-8")
    done = glossary("add", "昇腾")
    assert (done.returncode, done.stdout, file.read_text(encoding="utf-8")) == (2, b"", "- id: a\n")
    assert message(done).startswith(f"{Path('data', 'terms.yaml')}:1:3:")


@pytest.mark.parametrize("before", [True, False])
def test_add_to_another_file(tmp_path: Path, before: bool) -> None:
    other = tmp_path / "desk.yaml"
    other.write_bytes(A.replace("\n", "\r\n").encode())
    arguments = ["--terms", other, "add", "昇腾"] if before else ["add", "昇腾", "--terms", other]
    assert glossary(*arguments).returncode == 0
    data = other.read_bytes()
    assert data.endswith(A.replace("\n", "\r\n").encode())
    assert data.count(b"\n") == data.count(b"\r\n")


def test_without_a_file_add_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = glossary("add", "昇腾")
    assert done.returncode == 2
    assert "--terms" in message(done)
    assert contents(tmp_path) == {}


@pytest.mark.parametrize(
    ("typed", "zh", "zh_hant"),
    [
        ("昇腾", "昇腾", ()),  # 昇 is a traditional form of 升, but also a character of names
        ("昇騰", "昇腾", ()),
        ("余承東", "余承东", ("余承東",)),
        ("淸華", "清华", ("淸華",)),
        ("輝達", "辉达", ()),
        ("萬里雲", "万里云", ()),
        ("皇后", "皇后", ()),
        ("TCL科技", "TCL科技", ()),
        ("滙豐", "汇丰", ()),
    ],
)
def test_hanzi_in_either_script(typed: str, zh: str, zh_hant: tuple[str, ...]) -> None:
    assert editing.both_scripts(typed) == (zh, zh_hant)


def test_most_names_of_the_glossary_come_back_from_their_traditional_form(project_terms: Path) -> None:
    names = [name for one in terms_yaml.load([project_terms]).concepts for name in one.texts(Lang.ZH_HANS)]
    from glossary.text import chinese

    wrong = [name for name in names if editing.both_scripts(chinese.traditional_forms(name)[0])[0] != name]
    assert len(wrong) < len(names) / 50, wrong
    wrong = [name for name in names if editing.both_scripts(name)[0] != name]
    assert len(wrong) < len(names) / 200, wrong


def test_a_block_is_what_was_printed(file: Path) -> None:
    block = added(file, "昇腾", "--en", "Ascend")
    assert layout.block(terms_yaml.load([file]).by_id["ascend"]) == block


@pytest.mark.parametrize("category", ["product", "organization", "place", "term"])
@pytest.mark.parametrize("id", ["aa", "iflytek", "zz"])
def test_a_glossary_with_a_concept_more_has_it_where_the_file_has(category: str, id: str) -> None:
    concept = make_concept(id, category=category, ko="새것")
    glossary = terms_yaml.parse(FILE)
    placed = editing.placed(glossary, concept)
    assert placed == terms_yaml.parse(layout.inserted(FILE, concept))
    changed = make_concept(id, category="event", ko="다른 것")
    assert [one.id for one in editing.placed(placed, changed).concepts] == [one.id for one in placed.concepts]
    assert editing.placed(placed, changed).by_id[id] == changed


def test_the_first_concept_of_all() -> None:
    concept = make_concept("a", ko="가")
    assert editing.placed(Glossary(()), concept) == Glossary((concept,))
