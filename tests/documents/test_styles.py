"""House styles: what the packaged ones write, what a desk's own file may say, and what is told of a broken one."""

from __future__ import annotations

import pytest

from glossary.documents import FORMATS, Article, Desk, styles
from glossary.errors import InvalidDeskFile
from glossary.model import Glossary
from glossary.snapshot import Snapshot
from tests.factories import make_concept, six_concepts

SNAPSHOT = Snapshot.build(
    Glossary(
        (
            *six_concepts().concepts,
            make_concept("mindspore", category="product", ko="마인드스포어", en="MindSpore"),
            make_concept("baidu", category="organization", ko="바이두", zh="百度", en="Baidu", tickers=("BIDU",)),
        )
    )
)


def glossed(text: str, style: styles.Style) -> str:
    return FORMATS["gloss"].write(
        Article(text), SNAPSHOT.annotate(text), Desk(SNAPSHOT.annotate, SNAPSHOT.views, style)
    )


def style(template: str, keep: bool = True) -> styles.Style:
    return styles.parse(f'[own]\ngloss = "{template}"\nkeep = {str(keep).lower()}\n', "own.toml")["own"]


def test_the_default_is_packaged() -> None:
    assert styles.packaged()["hant-en"] == styles.DEFAULT
    assert len(styles.packaged()) >= 3


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("hant-en", "커다쉰페이(科大訊飛·iFLYTEK)는 화웨이(華為·Huawei)와"),
        ("market", "커다쉰페이(科大訊飛∙iFLYTEK 002230.SZ)는 화웨이(華為∙Huawei)와"),
        ("en-hans", "커다쉰페이(iFLYTEK×科大讯飞)는 화웨이(Huawei×华为)와"),
        ("hans", "커다쉰페이(科大讯飞)는 화웨이(华为)와"),
        ("hant", "커다쉰페이(科大訊飛)는 화웨이(華為)와"),
        ("en", "커다쉰페이(iFLYTEK)는 화웨이(Huawei)와"),
    ],
)
def test_the_packaged_styles(name: str, expected: str) -> None:
    assert glossed("커다쉰페이는 화웨이와", styles.packaged()[name]) == expected
    assert name in styles.packaged()


def test_every_packaged_style_is_tried_above() -> None:
    tried = {"hant-en", "market", "en-hans", "hans", "hant", "en"}
    assert set(styles.packaged()) == tried


@pytest.mark.parametrize(
    ("template", "text", "expected"),
    [
        # What a concept does not have goes with what stands before it.
        ("{ko}({hant}·{en})", "마인드스포어는", "마인드스포어(MindSpore)는"),
        ("{ko}({hant}∙{en} {ticker})", "마인드스포어는", "마인드스포어(MindSpore)는"),
        ("{ko}({en}, {pinyin}; {ticker})", "바이두는", "바이두(Baidu, bǎi dù; BIDU)는"),
        ("{ko}({ticker})", "화웨이는", "화웨이는"),
        # A form that is there already does not stand twice: 百度 is the same in both scripts.
        ("{ko}({hans}·{hant})", "바이두와 화웨이", "바이두(百度)와 화웨이(华为·華為)"),
        # Other brackets, and words in them.
        ("{ko} [{hant}]", "화웨이는", "화웨이 [華為]는"),
        ("{ko}（중국명 {hans}）", "화웨이는", "화웨이（중국명 华为）는"),
        # A name in another language: the head comes first, its own language is left out.
        ("{ko}({en}×{hans})", "Huawei와 科大讯飞", "Huawei(화웨이×华为)와 科大讯飞(커다쉰페이×iFLYTEK)"),
        ("{ko}({hans})", "Huawei와 科大訊飛", "Huawei(화웨이)와 科大訊飛(커다쉰페이)"),
        ("{hans}({ko}·{en})", "华为和화웨이", "华为(화웨이·Huawei)和화웨이"),
        ("{hans}({en})", "화웨이와", "화웨이(华为)와"),
        # The first mention, in a headline too; none where a gloss stands.
        ("{ko}({hans})", "화웨이 신제품\n\n화웨이는", "화웨이(华为) 신제품\n\n화웨이는"),
        ("{ko}({hans})", "화웨이(Huawei)는 화웨이의", "화웨이(Huawei)는 화웨이의"),
        # What stands in the text is kept.
        ("{ko}({hans})", "셩텅은 어센드다", "셩텅(昇腾)은 어센드다"),
    ],
)
def test_templates(template: str, text: str, expected: str) -> None:
    assert glossed(text, style(template)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("어센드는 어센드의", "성텅(昇騰·Ascend)은 어센드의"),
        ("셩텅은", "성텅(昇騰·Ascend)은"),
        ("Ascend를 ‘어센드’", "성텅(昇騰·Ascend)을 ‘어센드’"),
        ("华为가", "화웨이(華為·Huawei)가"),
        ("아이플라이텍이", "커다쉰페이(科大訊飛·iFLYTEK)가"),
        # A concept without Korean keeps what it has.
        ("Arm의 화웨이", "Arm의 화웨이(華為·Huawei)"),
    ],
)
def test_a_style_that_does_not_keep_names(text: str, expected: str) -> None:
    assert glossed(text, style("{ko}({hant}·{en})", keep=False)) == expected


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[a]\ngloss = ", 2, "no TOML"),
        ("x = [", 1, "no TOML"),
        ("", 0, "no style"),
        ("\n[a]\n", 2, "no gloss"),
        ("[ok]\ngloss = '{ko}({en})'\n[a]\ngloss = 3\n", 3, "no gloss"),
        ("a = 3\n", 1, "no gloss"),
        ("[a]\ngloss = '{ko}({en})'\nkeeps = true\n", 1, "'keeps'"),
        ("[a]\ngloss = '{ko}({en})'\nkeep = 1\n", 1, "true nor false"),
        ("[a]\ngloss = '{ko} {en}'\n", 1, "brackets"),
        ("[a]\ngloss = '({en})'\n", 1, "brackets"),
        ("[a]\ngloss = '{ko}()'\n", 1, "no fields"),
        ("[a]\ngloss = '{ko}({en)'\n", 1, "half"),
        ("[a]\ngloss = '{ko}({jp})'\n", 1, "{jp}"),
        ("[a]\ngloss = '{ko}({})'\n", 1, "{}"),
        ("[a]\ngloss = '{ticker}({en})'\n", 1, "{ticker}"),
        ("['이름']\ngloss = 1", 1, "이름"),
    ],
)
def test_a_broken_file_is_told_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(InvalidDeskFile) as told:
        styles.parse(text, "desk.toml")
    (problem,) = told.value.problems
    assert problem.line == line
    assert words in problem.message
    assert problem.mend
    assert str(told.value).startswith("desk.toml:" if line else "desk.toml: ")


def test_all_problems_at_once() -> None:
    with pytest.raises(InvalidDeskFile) as told:
        styles.parse("[a]\n[b]\nx = 1\n", "desk.toml")
    assert [problem.line for problem in told.value.problems] == [1, 2]
