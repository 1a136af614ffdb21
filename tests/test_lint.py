"""Every rule of the linter: a concept that breaks it, one that does not, and what can be mended safely."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary import lint, terms_yaml
from glossary.errors import Problem
from glossary.model import Status
from glossary.text import fold

SOURCE = "  sources: [{ref: 'https://a.example/1'}, {ref: 'https://b.example/2'}]\n"
HUAWEI = "- id: huawei\n  category: organization\n  ko: [화웨이]\n  zh: [华为]\n  ko_origin: transcription\n" + SOURCE


def checked(tmp_path: Path, text: str) -> list[Problem]:
    file = tmp_path / "terms.yaml"
    file.write_bytes(text.encode())
    return lint.check(terms_yaml.entries([file]))


def concept(fields: str, id: str = "it", category: str = "organization", sources: str = SOURCE) -> str:
    return f"- id: {id}\n  category: {category}\n" + "".join(f"  {line}\n" for line in fields.split("\n")) + sources


# rule -> what breaks it, and the same mended
CASES: dict[str, tuple[str, str]] = {
    "field-value": (concept("zh: [华为]\nestablished: perhaps"), concept("zh: [华为]\nestablished: true")),
    "script": (concept("ko: [Huawei]"), concept("en: [Huawei]")),
    "shape": (concept("ko: [어센드, '성텅(昇騰)']"), concept("ko: [어센드, 성텅]")),
    "not-simplified": (concept("zh: [華為]"), concept("zh: [华为]")),
    "not-traditional": (concept("zh_hant: [华為]"), concept("zh_hant: [華為]")),
    "derivable": (concept("zh: [华为]\nzh_hant: [華為]"), concept("zh: [余承东]\nzh_hant: [余承東]")),
    "origin": (concept("ko: [후아웨이]\nzh: [华为]\nko_origin: transcription"),
               concept("ko: [화웨이]\nzh: [华为]\nko_origin: transcription")),
    "departure": (concept("ko: [후아웨이]\nzh: [华为]"), concept("ko: [후아웨이]\nzh: [华为]\nestablished: true")),
    "reading": (concept("ko: [이옵토링크]\nzh: [新易盛]\nko_origin: own-name"),
                concept("ko: [이옵토링크]\nzh: [新易盛]\nko_origin: own-name\npinyin: xīn yì shèng")),
    "pinyin": (concept("zh: [厦门]\npinyin: xià mén shì"), concept("zh: [厦门]")),
    "same-form": (concept("en: [DouYu, Douyu]"), concept("en: [DouYu, Dou Yu]")),
    "shared-form": (concept("ko: [창저우]") + concept("ko: [창저우]", "other"),
                    concept("ko: [창저우]\nambiguous: [창저우]")
                    + concept("ko: [창저우]\nambiguous: [창저우]", "other")),
    "deprecated-live": (concept("ko: [성텅]\ndeprecated: {ko: [성텅]}"),
                        concept("ko: [성텅]\ndeprecated: {ko: [셩텅]}")),
    "common-word": (concept("ko: [주장]\nzh: [珠江]\nko_origin: transcription"),
                    concept("ko: [주장]\nzh: [珠江]\nko_origin: transcription\nambiguous: [주장]")),
    "short-form": (concept("ko: [캔]\nen: [CANN]"), concept("ko: [캔]\nen: [CANN]\nambiguous: [캔]")),
    "ambiguous": (concept("ko: [우시]\nambiguous: [무시]"), concept("ko: [우시]\nambiguous: [우시]")),
    "near-duplicate": (HUAWEI + concept("ko: [화웨이기술]\nzh: [华为技术有限公司]\nko_origin: mixed"),
                       HUAWEI + concept("ko: [화웨이기술]\nzh: [华为技术有限公司]\nko_origin: mixed\nbroader: huawei")),
    "link": (concept("en: [It]\nbroader: nowhere"), HUAWEI + concept("en: [It]\nbroader: huawei")),
    "ticker": (concept("en: [It]\ntickers: [sz002230]"), concept("en: [It]\ntickers: [002230.SZ, 0700.HK, BIDU]")),
    "ticker-twice": (concept("en: [It]\ntickers: [BIDU]") + concept("en: [Other]\ntickers: [BIDU]", "other"),
                     concept("en: [It]\ntickers: [BIDU]") + concept("en: [Other]\ntickers: [JD]", "other")),
    "no-source": (concept("en: [It]", sources=""), concept("en: [It]")),
    "one-source": (concept("ko: [스텝펀]\nzh: [阶跃星辰]\nko_origin: own-name",
                           sources="  sources: [{ref: 'https://a.example/1'}, {ref: 'https://www.a.example/2'}]\n"),
                   concept("ko: [스텝펀]\nzh: [阶跃星辰]\nko_origin: own-name")),
    "explanation": (concept("en: [It]  # lint: no-such-rule: because"), concept("en: [It]  # a lint roller")),
}  # fmt: skip


def test_every_rule_has_its_case() -> None:
    assert list(CASES) == [rule.code for rule in lint.RULES]


@pytest.mark.parametrize("code", CASES)
def test_a_rule_is_broken_and_kept(tmp_path: Path, code: str) -> None:
    bad, good = CASES[code]
    severity = next(rule.severity for rule in lint.RULES if rule.code == code)
    told = [problem for problem in checked(tmp_path, bad) if problem.code == code]
    assert told, checked(tmp_path, bad)
    for problem in told:
        line = bad.splitlines()[problem.line - 1]
        assert 1 <= problem.column <= len(line)
        assert problem.severity == severity
        assert problem.message
        assert problem.mend
        assert str(problem).endswith(f"({severity} {code})")
    assert [problem.code for problem in checked(tmp_path, good)] == []


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        (concept("ko: [화웨이]\nzh: [华为]\nen: [Huawei, 화웨이기술]"), "script", (5, 16)),
        (concept("ko: [화웨이]\nzh:\n  - 华为\n  - 華為"), "not-simplified", (6, 7)),
        (concept("ko: ['화웨이', \"Huawei\"]"), "script", (3, 15)),
        (concept("deprecated: {ko: [Huawei]}\nzh: [华为]"), "script", (3, 21)),
        (concept("ko_origin: guess\nen: [It]"), "field-value", (3, 14)),
        (concept("en: [It]\ntickers: [002230]"), "field-value", (4, 13)),
        (concept("en: [It]\ndefinition: {fr: société}"), "field-value", (4, 16)),
        (concept("en: [It]\npinyin: [a, b]"), "field-value", (4, 11)),
        (concept("en: [It]\nambiguous: {a: b}"), "field-value", (4, 14)),
        (concept("en: [It]\ndefinition: [x]"), "field-value", (4, 15)),
    ],
)
def test_the_place_is_the_value(tmp_path: Path, text: str, code: str, place: tuple[int, int]) -> None:
    assert [(p.line, p.column) for p in checked(tmp_path, text) if p.code == code] == [place]


def test_a_circle_is_told_at_each_of_its_concepts(tmp_path: Path) -> None:
    circle = (
        concept("en: [A]\nbroader: b", "a") + concept("en: [B]\nbroader: c", "b") + concept("en: [C]\nbroader: a", "c")
    )
    problems = [p for p in checked(tmp_path, circle + concept("en: [D]\nbroader: a", "d")) if p.code == "link"]
    assert [p.concept for p in problems] == ["a", "b", "c"]
    assert [p.code for p in checked(tmp_path, concept("en: [It]\nbroader: it")) if p.code == "link"] == ["link"]


@pytest.mark.parametrize(
    ("fields", "category"),
    [
        ("ko: [샤먼]\nzh: [厦门]\nko_origin: transcription\npinyin: xià mén", "place"),
        ("ko: [산슝신]\nzh: [单雄信]\nko_origin: transcription\npinyin: shàn xióng xìn", "person"),
        ("ko: [황허강]\nzh: [黄河]\nko_origin: transcription", "place"),
        ("ko: [룽지]\nzh: [隆基能源]\nko_origin: transcription", "organization"),
        ("ko: [공상은행]\nzh: [工商银行]\nko_origin: sino-korean", "organization"),
        ("ko: [공상은행]\nzh: [工商银行]", "organization"),
        ("ko: [이녕]\nzh: [李宁]\nko_origin: sino-korean", "organization"),
        ("ko: [상하이 증시]\nzh: [沪市]\nko_origin: translation", "term"),
    ],
)  # fmt: skip
def test_korean_forms_that_a_rule_gives(tmp_path: Path, fields: str, category: str) -> None:
    found = checked(tmp_path, concept(fields, category=category))
    assert [p for p in found if p.code in ("origin", "departure", "reading", "pinyin")] == []


@pytest.mark.parametrize("form", ["昇腾", "赵一喆", "乾隆", "台积电"])
def test_simplified_characters_that_tables_take_for_traditional(tmp_path: Path, form: str) -> None:
    assert [p.code for p in checked(tmp_path, concept(f"zh: [{form}]")) if p.code == "not-simplified"] == []


def test_a_later_file_lies_over_an_earlier_one(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(concept("ko: [Huawei]"), encoding="utf-8")
    (tmp_path / "theirs.yaml").write_text(concept("ko: [화웨이]"), encoding="utf-8")
    entries = terms_yaml.entries([tmp_path / "ours.yaml", tmp_path / "theirs.yaml"])
    assert [problem.code for problem in lint.check(entries)] == []


# Explanations


def test_a_warning_is_explained_and_an_error_is_not(tmp_path: Path) -> None:
    text = concept(
        "ko: [캔]  # lint: short-form: printed so, and found only beside CANN\nen: [CANN, 칸]  # lint: script: no"
    )
    assert sorted(p.code for p in checked(tmp_path, text)) == ["explanation", "script"]


@pytest.mark.parametrize("comment", ["# lint: short-form", "# lint short-form: why", "# lint: short-form:", "# lint:"])
def test_an_explanation_without_a_reason(tmp_path: Path, comment: str) -> None:
    codes = [p.code for p in checked(tmp_path, concept(f"ko: [캔]  {comment}\nen: [CANN]"))]
    assert sorted(codes) == ["explanation", "short-form"]


def test_an_explanation_with_nothing_left_to_explain(tmp_path: Path) -> None:
    (problem,) = checked(tmp_path, concept("ko: [성텅]  # lint: short-form, common-word: no\nzh: [昇腾]") + HUAWEI)[:1]
    assert problem.code == "explanation"
    assert "short-form" in problem.message


def test_one_comment_explains_one_concept(tmp_path: Path) -> None:
    first = concept("ko: [캔]  # lint: short-form: so it is\nen: [A]", "a")
    assert [p.concept for p in checked(tmp_path, first + concept("ko: [칸]\nen: [Bb]", "b"))] == ["b"]


# Mends


MENDS = {
    "zh_hant: [華為]": "",
    "zh_hant: [华为公司x,  華為]": "zh_hant: [华为公司x]",
    "zh_hant: 華為": "",
    "zh_hant:\n  - 华为公司x\n  - 華為  # 臺灣": "zh_hant:\n  - 华为公司x",
    "en: [DouYu, 'Douyu', DOUYU]": "en: [DouYu]",
    "en: ['Dou  Yu']": "en: [Dou Yu]",
    'en: [" It\'s "]': "en: ['It''s']",
    'en: ["\\u202eIt\\u200b"]': "en: [It]",
    "en: [It]\ntickers: [002230.sz, bidu]": "en: [It]\ntickers: [002230.SZ, BIDU]",
}


@pytest.mark.parametrize("before", MENDS)
def test_safe_mends(tmp_path: Path, before: str) -> None:
    zh = "zh: [华为]\n" if "zh_hant" in before else ""
    file = tmp_path / "terms.yaml"
    file.write_text("# 머리말\n" + concept(zh + before) + HUAWEI.replace("华为", "昇腾"), encoding="utf-8")
    fixes = lint.fixes(terms_yaml.entries([file]))[str(file)]
    mended = lint.mended(file.read_text(encoding="utf-8"), fixes)
    after = concept((zh + MENDS[before]).rstrip("\n"))
    assert mended == "# 머리말\n" + after + HUAWEI.replace("华为", "昇腾")


@given(
    st.lists(
        st.sampled_from(["华为", "華為", "화웨이", "Huawei", "huawei", " 화웨이", "캔", "昇腾", "(성텅)"]),
        min_size=1,
        max_size=5,
    ),
    st.lists(st.sampled_from(["002230.sz", "BIDU", "bidu", "0700.HK"]), max_size=3),
    st.sampled_from(["ko", "zh", "zh_hant", "en"]),
)
def test_mends_lose_nothing_and_are_made_once(forms: list[str], tickers: list[str], field: str) -> None:
    listed = ", ".join(f"'{form}'" for form in forms)
    text = concept(f"ko: [회사]\n{field if field != 'ko' else 'en'}: [{listed}]\ntickers: [{', '.join(tickers)}]")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "terms.yaml"
        for _ in range(3):  # what one mend uncovers the next one finds
            file.write_text(text, encoding="utf-8")
            entries = terms_yaml.entries([file])
            text = lint.mended(text, lint.fixes(entries).get(str(file), {}))
        file.write_text(text, encoding="utf-8")
        after = terms_yaml.entries([file])
        assert lint.fixes(after) == {}
        kept = {fold.key(term.text) for term in after[0].concept.terms}
        assert kept >= {fold.key(form) for form in forms if field != "ko"}
        assert {ticker.upper() for ticker in tickers} == set(after[0].concept.tickers)
        assert after[0].concept.terms[0].status is Status.PREFERRED


# The shipped glossary


def test_the_shipped_glossary_is_clean() -> None:
    entries = terms_yaml.entries([Path(str(terms_yaml.packaged_file()))])
    assert [str(problem) for problem in lint.check(entries)] == []


# The command


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "glossary", "lint", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_exit_status(tmp_path: Path) -> None:
    file = tmp_path / "terms.yaml"
    for text, options, status in (
        (concept("en: [It]", sources=""), [], 0),
        (concept("en: [It]", sources=""), ["--strict"], 1),
        (concept("en: [잇]"), [], 1),
        (HUAWEI, ["--strict"], 0),
    ):
        file.write_text(text, encoding="utf-8")
        assert run(file, *options).returncode == status


def test_fix_rewrites_the_file_and_reports_the_rest(tmp_path: Path) -> None:
    file = tmp_path / "terms.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + concept("en: [It, IT, 잇다]").replace("\n", "\r\n").encode())
    done = run("--fix", file)
    assert done.returncode == 1
    assert file.read_bytes() == b"\xef\xbb\xbf" + concept("en: [It, 잇다]").replace("\n", "\r\n").encode()
    assert "1 mended" in done.stderr
    assert done.stdout.count("\n") == 1
    assert run("--fix").returncode == 2


def test_a_mended_file_keeps_its_rights(tmp_path: Path) -> None:
    file = tmp_path / "terms.yaml"
    file.write_text(concept("en: [It, IT]"), encoding="utf-8")
    file.chmod(0o640)
    run("--fix", file)
    assert file.stat().st_mode & 0o777 == 0o640
    assert file.read_text(encoding="utf-8") == concept("en: [It]")


def test_json_is_utf8_whatever_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "terms.yaml"
    file.write_text(concept("en: [잇다]"), encoding="utf-8")
    command = [sys.executable, "-m", "glossary", "lint", "--format", "json", str(file)]
    done = subprocess.run(command, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "ascii"}, check=False)
    assert "잇다" in json.loads(done.stdout.decode().splitlines()[0])["message"]


def test_github_shows_it_beside_the_line(tmp_path: Path) -> None:
    file = tmp_path / "a,b.yaml"
    file.write_text(concept("en: ['100%  (가)']"), encoding="utf-8")
    lines = run("--format", "github", file).stdout.splitlines()
    place = str(file).replace(",", "%2C")
    assert lines[0].startswith(f"::error file={place},line=3,col=8,title=script::100%25  (가) is not in Latin")
    assert lines[1].startswith(f"::error file={place},line=3,col=8,title=shape::")
