"""The glossary file loads exactly as leniently and as strictly as the contract says.

"Loading stops only at: bad YAML, a duplicate key, an unknown field or category, a bad or duplicate id, a concept
without any term, a term that is not a string, is empty or is not NFC, a file that is empty or no list."
"""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary import terms_yaml
from glossary.errors import InvalidGlossary, Problem
from glossary.model import CATEGORIES, Concept, Glossary, Lang, Source, Status, Term
from tests import strategies

GOOD = "- id: good\n  category: term\n  ko: [좋다]\n"
NFD = unicodedata.normalize("NFD", "성텅")


def problems_of(data: bytes | str) -> list[Problem]:
    with pytest.raises(InvalidGlossary) as caught:
        terms_yaml.parse(data, "my.yaml")
    assert all(problem.path == "my.yaml" for problem in caught.value.problems)
    return list(caught.value.problems)


def parse_one(text: str) -> Concept:
    (concept,) = terms_yaml.parse(text).concepts
    return concept


# One way to stop for each reason of the contract:
# reason -> (the concept behind a good one, line, column, concept's id, words of the message, words of the mend)
STOPS = {
    "bad YAML": ("- id: [a\n- id: b\n", 5, 5, "", "bad YAML", "check indentation"),
    "bad YAML: tab": ("- id: a\n\tcategory: term\n", 5, 1, "", "tab", "check indentation"),
    "bad YAML: two documents": ("---\n- id: a\n", 4, 1, "", "second document", "one list"),
    "duplicate key": ("- id: a\n  category: term\n  ko: 가\n  ko: 나\n", 7, 3, "a", "'ko' stands twice", "keep one"),
    "duplicate key: id": ("- id: a\n  id: b\n  category: term\n  ko: 가\n", 5, 3, "a", "'id' stands twice", "keep"),
    "duplicate key: deprecated": (
        "- id: a\n  category: term\n  ko: 가\n  deprecated: {ko: 나, ko: 다}\n", 7, 23, "a", "twice (first in line 7)",
        "merge",
    ),
    "duplicate key: definition": (
        "- id: a\n  category: term\n  ko: 가\n  definition: {ko: 나, ko: 다}\n", 7, 23, "a", "twice", "merge",
    ),
    "duplicate key: source": (
        "- id: a\n  category: term\n  ko: 가\n  sources: [{ref: b, ref: c}]\n", 7, 22, "a", "twice", "merge",
    ),
    "duplicate key: where text belongs": (
        "- id: a\n  category: term\n  ko: 가\n  note: {b: 1, b: 2}\n", 7, 16, "a", "twice", "merge",
    ),
    "duplicate key: deeper": (
        "- id: a\n  category: term\n  ko: 가\n  external: {x: {b: 1, b: 2}}\n", 7, 24, "a", "twice", "merge",
    ),
    "unknown field": ("- id: a\n  category: term\n  ko: 가\n  zhs: 加\n", 7, 3, "a", "field 'zhs'", "'zh'"),
    "unknown field, far off": ("- id: a\n  category: term\n  ko: 가\n  colour: b\n", 7, 3, "a", "'colour'", "id, cat"),
    "unknown field under deprecated": (
        "- id: a\n  category: term\n  ko: 가\n  deprecated: {ja: か}\n", 7, 16, "a", "'ja'", "ko, zh, zh_hant, en",
    ),
    "unknown category": ("- id: a\n  category: organisation\n  ko: 가\n", 5, 13, "a", "isation'", "'organization'"),
    "unknown category, far off": ("- id: a\n  category: xyz\n  ko: 가\n", 5, 13, "a", "'xyz'", "person"),
    "empty category": ("- id: a\n  category:\n  ko: 가\n", 5, 12, "a", "category", "person"),
    "no category": ("- id: a\n  ko: 가\n", 4, 3, "a", "no category", "add category"),
    "bad id": ("- id: Huawei_1\n  category: term\n  ko: 가\n", 4, 7, "", "bad id 'Huawei_1'", "[a-z0-9-]+"),
    "bad id: Hangul": ("- id: 화웨이\n  category: term\n  ko: 가\n", 4, 7, "", "bad id '화웨이'", "[a-z0-9-]+"),
    "bad id: empty": ("- id:\n  category: term\n  ko: 가\n", 4, 6, "", "bad id", "[a-z0-9-]+"),
    "bad id: newline": ('- id: "a\\n"\n  category: term\n  ko: 가\n', 4, 7, "", "bad id", "[a-z0-9-]+"),
    "bad id: list": ("- id: [a]\n  category: term\n  ko: 가\n", 4, 7, "", "bad id", "[a-z0-9-]+"),
    "no id": ("- category: term\n  ko: 가\n", 4, 3, "", "no id", "- id: "),
    "duplicate id": ("- id: good\n  category: term\n  ko: 가\n", 4, 7, "good", "taken in my.yaml:1", "another id"),
    "no term": ("- id: a\n  category: term\n", 4, 3, "a", "no term", "at least one of ko, zh"),
    "no term, empty fields": ("- id: a\n  category: term\n  ko: []\n  en:\n", 4, 3, "a", "no term", "at least one"),
    "no term, only a ticker": ("- id: a\n  category: term\n  tickers: [BIDU]\n", 4, 3, "a", "no term", "at least one"),
    "term not a string: list": ("- id: a\n  category: term\n  ko: [[가]]\n", 6, 8, "a", "not a string", "ko: [form"),
    "term not a string: mapping": ("- id: a\n  category: term\n  ko: {b: c}\n", 6, 7, "a", "not a string", "ko: [form"),
    "term empty": ("- id: a\n  category: term\n  ko: [가, '']\n", 6, 11, "a", "is empty", "take the entry out"),
    "term blank": ("- id: a\n  category: term\n  ko: ' '\n", 6, 7, "a", "is empty", "take the entry out"),
    "term not NFC": (f"- id: a\n  category: term\n  zh: [加]\n  ko: [{NFD}]\n", 7, 8, "a", "NFC", "'성텅'"),
    "term not NFC: compatibility": ("- id: a\n  category: term\n  zh: \uf9e1寧\n", 6, 7, "a", "NFC", "'\u674e寧'"),
    "deprecated term not NFC": (
        f"- id: a\n  category: term\n  ko: 가\n  deprecated: {{ko: [{NFD}]}}\n", 7, 21, "a", "deprecated ko", "'성텅'",
    ),
    "not a concept: text": ("- huawei\n", 4, 3, "", "not a concept", "- id: "),
    "not a concept: list": ("- [huawei]\n", 4, 3, "", "not a concept", "- id: "),
    "not a concept: nothing": ("-\n", 4, 2, "", "not a concept", "- id: "),
    "alias": ("- id: a\n  category: term\n  ko: &x [가]\n  en: *x\n", 7, 7, "a", "alias", "write the value out"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "column", "concept", "message", "mend"), STOPS.values(), ids=STOPS)
def test_each_reason_to_stop(text: str, line: int, column: int, concept: str, message: str, mend: str) -> None:
    (problem,) = problems_of(GOOD + text)
    assert (problem.line, problem.column, problem.concept) == (line, column, concept)
    assert message in problem.message
    assert mend in problem.mend
    assert str(problem).startswith(f"my.yaml:{line}:{column}:")
    assert problem.message in str(problem)
    assert problem.mend in str(problem)


# What YAML does not read as a string, though it looks like a name.
@pytest.mark.parametrize("field", ["ko", "zh", "zh_hant", "en"])
@pytest.mark.parametrize(
    ("plain", "kind"),
    [
        ("no", "bool"), ("NO", "bool"), ("yes", "bool"), ("On", "bool"), ("off", "bool"), ("true", "bool"),
        ("1", "int"), ("360", "int"), ("007", "int"), ("1_000", "int"), ("0x1F", "int"), ("12:30", "int"),
        ("1.5", "float"), (".5", "float"), ("1e3.5", None), ("2024-01-01", "timestamp"), ("null", "null"),
        ("~", "null"),
    ],
)  # fmt: skip
def test_a_term_that_yaml_does_not_read_as_text(field: str, plain: str, kind: str | None) -> None:
    text = f"- id: a\n  category: term\n  {field}: [x, {plain}]\n"
    if kind is None:
        assert [term.text for term in parse_one(text).terms] == ["x", plain]
        return
    (problem,) = problems_of(text)
    assert (problem.line, problem.column) == (3, len(field) + 9)
    assert f"YAML reads {plain} as {kind}" in problem.message
    assert f"'{plain}'" in problem.mend
    assert [term.text for term in parse_one(text.replace(plain, f"'{plain}'")).terms] == ["x", plain]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"# only a comment\n", "is empty"),
        (b"---\n...\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"huawei", "not a list"),
        (b"{id: a, category: term, ko: b}", "not a list"),
        (b"id: a\ncategory: term\nko: b\n", "not a list"),
        (b"5", "not a list"),
    ],
)
def test_a_file_that_is_empty_or_no_list(content: bytes, message: str) -> None:
    (problem,) = problems_of(content)
    assert message in problem.message
    assert "- id: " in problem.mend


@pytest.mark.parametrize(
    ("content", "guess"),
    [
        (GOOD.encode("utf-16"), "UTF-16"),
        (b"\xfe\xff" + GOOD.encode("utf-16-be"), "UTF-16"),
        (GOOD.encode("cp949"), "CP949"),
        (GOOD.encode("utf-8") + b"\xff\xfe\xfd\x80\x81", ""),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", ""),
        (b"\x1f\x8b\x08\x00\x00\x00", ""),
    ],
    ids=["UTF-16", "UTF-16 BE", "CP949", "broken", "PNG", "gzip"],
)
def test_another_encoding_is_said(content: bytes, guess: str) -> None:
    (problem,) = problems_of(content)
    assert "not UTF-8" in problem.message
    assert "UTF-8" in problem.mend
    assert guess in problem.mend


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"], ids=["", "BOM"])
@pytest.mark.parametrize(
    ("content", "line", "column"),
    [
        (b"a\xffb", 1, 2),
        (b"# a\n- id: a\n  ko: \xff", 3, 7),
        (GOOD.encode() + b"  zh: \xff", 4, 7),
        ("- id: a\n  ko: 나".encode() + b"\xff\n", 2, 8),
    ],
)
def test_the_place_of_a_byte_that_is_not_utf8(start: bytes, content: bytes, line: int, column: int) -> None:
    (problem,) = problems_of(start + content)
    assert (problem.line, problem.column) == (line, column)


@pytest.mark.parametrize("content", [b"\x00\x01\x02", b"- id: a\x00", "- id: a\x07\n"], ids=repr)
def test_control_characters_are_bad_yaml(content: bytes | str) -> None:
    (problem,) = problems_of(content)
    assert "bad YAML" in problem.message
    assert "control characters" in problem.message


@pytest.mark.parametrize("text", [GOOD + "# \ud800\n", '- id: a\n  category: term\n  ko: "\\ud800"\n'])
def test_lone_surrogates_are_no_text(text: str) -> None:
    assert problems_of(text)


@pytest.mark.parametrize("length", [100, 1_000_000])
def test_long_values_are_shown_short(length: int) -> None:
    text = f"- id: {'A' * length}\n  category: {'b' * length}\n  ko: 가\n  {'c' * 1000}: d\n"
    problems = problems_of(text)
    assert len(problems) == 3
    assert all(len(str(problem)) < 400 for problem in problems)


def test_all_problems_are_reported_at_once_in_order() -> None:
    text = f"""\
- id: a
  category: organisation
  kko: 가
  ko: [no, '']
  en: [{NFD}]
- id: b
  category: term
- huawei
- id: a
  category: term
  ko: 나
  ko: 다
- id: C
  colour: red
  deprecated: {{ja: か, ko: 1}}
- id: good
  category: person
  ko: 라
"""
    assert [(p.line, p.column, p.concept) for p in problems_of(text)] == [
        (2, 13, "a"),
        (3, 3, "a"),
        (4, 8, "a"),
        (4, 12, "a"),
        (5, 8, "a"),
        (6, 3, "b"),
        (8, 3, ""),
        (9, 7, "a"),
        (12, 3, "a"),
        (13, 3, ""),
        (13, 7, ""),
        (14, 3, ""),
        (15, 16, ""),
        (15, 27, ""),
    ]


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("- id: a\n  category: nope\n", ["no term", "unknown category"]),
        ("- id: a\n  category: term\n  colour: red\n", ["no term", "unknown field"]),
        ("- id: A\n  category: term\n", ["no term", "bad id"]),
        ("- {}\n", ["no id", "no category", "no term"]),
    ],
)
def test_another_problem_does_not_hide_a_missing_term(text: str, messages: list[str]) -> None:
    problems = problems_of(text)
    assert len(problems) == len(messages)
    for message, problem in zip(messages, problems, strict=True):
        assert message in problem.message


def test_bad_terms_are_not_reported_as_missing_too() -> None:
    (problem,) = problems_of("- id: a\n  category: term\n  ko: [no]\n")
    assert "not a string" in problem.message


def test_the_error_shows_every_problem() -> None:
    with pytest.raises(InvalidGlossary) as caught:
        terms_yaml.parse("- a\n- b\n", "my.yaml")
    assert str(caught.value).splitlines() == [str(problem) for problem in caught.value.problems]


# Everything else is for lint.
LOADS = {
    "no source": "- {id: a, category: term, ko: 가}",
    "an id of digits": "- {id: 360, category: term, ko: 가}",
    "a bare string": "- {id: a, category: term, ko: 가}",
    "wrong script": "- {id: a, category: term, ko: 华为, zh: 화웨이, en: 华为}",
    "traditional under zh": "- {id: a, category: term, zh: 華為}",
    "derivable zh_hant": "- {id: a, category: term, zh: 华为, zh_hant: [華為]}",
    "forms equal after folding": "- {id: a, category: term, en: [Huawei, HUAWEI, Hua-wei]}",
    "one form twice": "- {id: a, category: term, ko: [가, 가]}",
    "a form live and deprecated": "- {id: a, category: term, ko: 가, deprecated: {ko: 가}}",
    "one form in two concepts": "- {id: a, category: term, ko: 가}\n- {id: b, category: term, ko: 가}",
    "only deprecated": "- {id: a, category: term, deprecated: {ko: 가}}",
    "only English": "- {id: a, category: term, en: Arm}",
    "ambiguous form of nobody": "- {id: a, category: term, ko: 가, ambiguous: [나]}",
    "unknown origin": "- {id: a, category: term, ko: 가, ko_origin: guess}",
    "unknown broader": "- {id: a, category: term, ko: 가, broader: nobody, related: [nothing]}",
    "broader itself": "- {id: a, category: term, ko: 가, broader: a}",
    "wrong pinyin": "- {id: a, category: term, zh: 华为, pinyin: qwerty}",
    "odd ticker": "- {id: a, category: term, ko: 가, tickers: [not a ticker]}",
    "spaces around": "- {id: a, category: term, ko: [' 가 ']}",
    "only punctuation": "- {id: a, category: term, en: ['&']}",
    "numbers where no term is": "- {id: a, category: term, ko: 가, note: 5, domain: 2024-01-01, pinyin: no}",
    "null everywhere": "- {id: a, category: term, ko: 가, zh: , en: ~, deprecated: , tickers: , sources: , note: null}",
    "shapes where text belongs": "- {id: a, category: term, ko: 가, note: [b], domain: {c: d}, broader: [e]}",
    "text where shapes belong": "- {id: a, category: term, ko: 가, sources: b, external: c, definition: d, related: e}",
    "an empty list": "[]",
    "flow style": "[{id: a, category: term, ko: [가]}]",
    "an anchor nobody uses": "- &x {id: a, category: &y term, ko: &z [가]}",
    "an explicit string": "- {id: a, category: term, ko: [!!str 360, !!str no]}",
    "unknown tag": "- {id: a, category: term, ko: 가, note: !secret b}",
    "Python tag": "- {id: a, category: term, ko: 가, note: !!python/object/apply:os.system [exit]}",
    "comments and blank lines": "# a\n\n- id: a # b\n\n  category: term\n  ko: 가\n\n# c",
    "a document start": "---\n- {id: a, category: term, ko: 가}\n...\n",
    "far beyond the BMP": "- {id: a, category: term, zh: 𠮷野家, en: 👩🏽}",
    "escapes": '- {id: a, category: term, ko: "\\uD654\\uC6E8\\uC774"}',
}


@pytest.mark.parametrize("text", LOADS.values(), ids=LOADS)
def test_everything_else_loads(text: str) -> None:
    glossary = terms_yaml.parse(text)
    assert len(glossary.concepts) == text.count("category:")


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_category_loads(category: str) -> None:
    assert parse_one(f"- {{id: a, category: {category}, ko: 가}}").category == category


def test_the_example_of_the_format() -> None:
    concept = parse_one("""\
- id: huawei-ascend
  category: product
  ko: [성텅, 어센드]
  zh: 昇腾
  zh_hant: [昇騰, 升騰]
  en: [Ascend, 002230.SZ, Huawei Ascend]
  deprecated: {ko: [셩텅], en: Asend}
  ambiguous: [Ascend]
  tickers: [BIDU]
  ko_origin: transcription
  established: false
  pinyin: shēng téng
  definition: {ko: 인공지능 칩, en: AI chip}
  note: 'a note'
  domain: ai
  broader: huawei
  related: [huawei, kunpeng]
  external: {wikidata: Q1, url: 'https://example.org'}
  sources: [{ref: a, quote: b}, c]
""")
    preferred, admitted, deprecated = Status
    assert concept == Concept(
        id="huawei-ascend",
        category="product",
        terms=(
            Term("성텅", Lang.KO, preferred),
            Term("어센드", Lang.KO, admitted),
            Term("셩텅", Lang.KO, deprecated),
            Term("昇腾", Lang.ZH_HANS, preferred),
            Term("昇騰", Lang.ZH_HANT, preferred),
            Term("升騰", Lang.ZH_HANT, admitted),
            Term("Ascend", Lang.EN, preferred),
            Term("Huawei Ascend", Lang.EN, admitted),
            Term("Asend", Lang.EN, deprecated),
        ),
        tickers=("BIDU", "002230.SZ"),
        ambiguous=("Ascend",),
        ko_origin="transcription",
        established=False,
        pinyin="shēng téng",
        definition={"ko": "인공지능 칩", "en": "AI chip"},
        note="a note",
        domain="ai",
        broader="huawei",
        related=("huawei", "kunpeng"),
        external={"wikidata": "Q1", "url": "https://example.org"},
        sources=(Source("a", "b"), Source("c")),
    )


@pytest.mark.parametrize(
    ("forms", "terms", "tickers"),
    [
        ("[9888.HK, Baidu]", ["Baidu"], ["9888.HK"]),
        ("[Baidu, 9888.HK, BIDU]", ["Baidu", "BIDU"], ["9888.HK"]),
        ("[Baidu, 002230.SZ, 600519.SH]", ["Baidu"], ["002230.SZ", "600519.SH"]),
        ("[Baidu, 9888.hk, A9888.HK]", ["Baidu", "9888.hk", "A9888.HK"], []),
        ("[Baidu, 1234567.HK, 9888.HKG]", ["Baidu", "1234567.HK", "9888.HKG"], []),
    ],
)  # fmt: skip
def test_a_ticker_shaped_string_under_en_is_a_ticker(forms: str, terms: list[str], tickers: list[str]) -> None:
    concept = parse_one(f"- {{id: a, category: organization, en: {forms}}}")
    assert list(concept.texts(Lang.EN)) == terms
    assert list(concept.tickers) == tickers
    assert concept.preferred(Lang.EN) == terms[0]


@pytest.mark.parametrize("value", ["true", "True", "TRUE", "yes", "on"])
def test_every_way_in_which_yaml_writes_true(value: str) -> None:
    assert parse_one(f"- {{id: a, category: term, ko: 가, established: {value}}}").established is True


@pytest.mark.parametrize("value", ["false", "no", "", "maybe", "[true]"])
def test_anything_else_is_not_established(value: str) -> None:
    assert parse_one(f"- {{id: a, category: term, ko: 가, established: {value}}}").established is False


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.replace(b"\n", b"\r"),
        lambda data: data.rstrip(),
        lambda data: data.decode(),
        lambda data: "\ufeff" + data.decode(),
    ],
    ids=["BOM", "CRLF", "CR", "no last newline", "str", "str with BOM"],
)
def test_the_same_glossary_however_the_file_was_saved(change, project_terms: Path) -> None:  # type: ignore[no-untyped-def]
    data = project_terms.read_bytes()
    assert terms_yaml.parse(change(data)) == terms_yaml.parse(data)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_places_do_not_depend_on_the_way_of_saving(start: str, newline: str) -> None:
    text = start + "- id: a\n  category: nope\n  ko: 가\n".replace("\n", newline)
    (problem,) = problems_of(text.encode())
    assert (problem.line, problem.column) == (2, 13)


def test_a_bomb_is_reported_and_does_not_go_off() -> None:
    """Ten levels of ten aliases would be 10,000,000,000 names."""
    levels = "".join(f"  l{i}: &l{i} [{', '.join([f'*l{i - 1}'] * 10)}]\n" for i in range(1, 11))
    text = f"- id: a\n  category: term\n  l0: &l0 [{', '.join('가' * 10)}]\n{levels}  ko: *l10\n"
    problems = problems_of(text)
    assert {problem.concept for problem in problems} == {"a"}
    assert any("alias" in problem.message for problem in problems)


@pytest.mark.parametrize(
    "text",
    [
        "- &c\n  id: a\n  category: term\n  ko: 가\n- *c\n",
        "- &c\n  id: a\n  category: term\n  ko: 가\n  related: *c\n",
        "- id: a\n  category: term\n  ko: &f [가]\n  deprecated: {zh: *f}\n",
        "- id: a\n  category: term\n  ko: [&f 가, *f]\n",
        "- id: a\n  category: term\n  ko: &f 가\n  sources: [{ref: *f}]\n",
        "- id: a\n  category: term\n  ko: &f 가\n  note: [[*f]]\n",
        "- id: a\n  category: term\n  en: b\n  ko: *unknown\n",
    ],
    ids=["concept", "itself", "list", "term", "source", "where text belongs", "without an anchor"],
)
def test_an_alias_is_reported_where_it_stands(text: str) -> None:
    problems = problems_of(text)
    before, _, _ = text.rpartition("*")
    assert {(p.line, p.column) for p in problems} == {(before.count("\n") + 1, len(before) - before.rfind("\n"))}
    assert any("alias" in problem.message and "write the value out" in problem.mend for problem in problems)


@pytest.mark.parametrize(
    "text",
    ["'[' * n", "'[' * n + ']' * n", "'- ' * n", "'{a: ' * n", "'- {id: a, category: term, ko: b, note: ' + '[' * n"],
)
def test_deep_nesting_is_reported(text: str) -> None:
    """In a process of its own, for it must live to tell, and soon: the file has some 100 KB."""
    script = f"""
from glossary import terms_yaml
from glossary.errors import InvalidGlossary
n = 50_000
try:
    terms_yaml.parse({text})
except InvalidGlossary as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=20)
    assert done.returncode == 0, done.stderr[-500:]
    assert "bad YAML: nested too deeply" in done.stdout


# Files and folders.


def _write(path: Path, *concepts: str) -> Path:
    path.write_text("".join(f"- {concept}\n" for concept in concepts), encoding="utf-8")
    return path


def test_a_folder_stands_for_its_files(tmp_path: Path) -> None:
    _write(tmp_path / "b.yaml", "{id: b, category: term, ko: 나}")
    _write(tmp_path / "a.yml", "{id: a, category: term, ko: 가}")
    (tmp_path / "notes.txt").write_text("not yaml: [", encoding="utf-8")
    (tmp_path / "sub.yaml").mkdir()
    assert [concept.id for concept in terms_yaml.load([tmp_path]).concepts] == ["a", "b"]


def test_a_folder_without_yaml_is_said(tmp_path: Path) -> None:
    with pytest.raises(InvalidGlossary, match=r"no \.yaml file") as caught:
        terms_yaml.load([tmp_path])
    assert caught.value.problems[0].path == str(tmp_path)


def test_a_missing_file_is_said_with_the_problems_of_the_others(tmp_path: Path) -> None:
    bad = _write(tmp_path / "bad.yaml", "huawei")
    missing = tmp_path / "missing.yaml"
    with pytest.raises(InvalidGlossary) as caught:
        terms_yaml.load([missing, bad])
    assert [problem.path for problem in caught.value.problems] == [str(missing), str(bad)]
    assert "cannot be read" in caught.value.problems[0].message


def test_a_later_path_lays_its_concepts_over_the_earlier(tmp_path: Path) -> None:
    ours = _write(tmp_path / "ours.yaml", "{id: a, category: term, ko: 가, en: A}", "{id: b, category: term, ko: 나}")
    desk = _write(tmp_path / "desk.yaml", "{id: c, category: term, ko: 다}", "{id: a, category: term, ko: 라}")
    glossary = terms_yaml.load([ours, desk])
    assert {concept.id: [term.text for term in concept.terms] for concept in glossary.concepts} == {
        "a": ["라"],
        "b": ["나"],
        "c": ["다"],
    }
    assert terms_yaml.load([desk, ours]).by_id["a"].texts(Lang.EN) == ("A",)


def test_problems_of_all_paths_are_reported_in_the_order_given(tmp_path: Path) -> None:
    first = _write(tmp_path / "z.yaml", "a", "b")
    second = _write(tmp_path / "a.yaml", "c")
    with pytest.raises(InvalidGlossary) as caught:
        terms_yaml.load([first, second])
    assert [(problem.path, problem.line) for problem in caught.value.problems] == [
        (str(first), 1),
        (str(first), 2),
        (str(second), 1),
    ]


def test_an_id_twice_in_one_folder_names_the_other_place(tmp_path: Path) -> None:
    first = _write(tmp_path / "a.yaml", "{id: a, category: term, ko: 가}")
    second = _write(tmp_path / "b.yaml", "{id: a, category: term, ko: 나}")
    with pytest.raises(InvalidGlossary) as caught:
        terms_yaml.load([tmp_path])
    (problem,) = caught.value.problems
    assert problem.path == str(second)
    assert f"{first}:1" in problem.message


def test_loading_changes_nothing(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.yaml", "{id: a, category: nope, ko: 가}")
    before = path.read_bytes()
    with pytest.raises(InvalidGlossary):
        terms_yaml.load([path])
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["a.yaml"]


# The glossary of the project.


def test_the_project_glossary_loads(project_glossary: Glossary) -> None:
    assert len(project_glossary.concepts) >= 150
    assert [concept.id for concept in project_glossary.concepts if not any(s.ref for s in concept.sources)] == []


def test_the_project_glossary_refers_to_itself(project_glossary: Glossary) -> None:
    known = set(project_glossary.by_id)
    loose = {
        concept.id: [other for other in (concept.broader, *concept.related) if other and other not in known]
        for concept in project_glossary.concepts
    }
    assert {concept: others for concept, others in loose.items() if others} == {}


# Whatever is thrown at it.


@given(st.binary(max_size=200) | st.lists(st.sampled_from(
    ["- ", "id: ", "a", "b", "category: ", "term", "ko: ", "[", "]", "{", "}", ",", ": ", "\n", "  ", "&x ", "*x", "'",
     '"', "#", "!!str ", "!", "|", ">", "?", "%", "---", "\t", "가", "no", "1", "\u0085", "\u2028", "\ufeff", "\ud800"]
), max_size=40).map("".join))  # fmt: skip
def test_anything_either_loads_or_is_explained(data: bytes | str) -> None:
    problems: tuple[Problem, ...] = ()
    concepts: tuple[Concept, ...] = ()
    try:
        concepts = terms_yaml.parse(data).concepts
    except InvalidGlossary as error:
        problems = error.problems
    assert all(concept.terms for concept in concepts)
    assert all(problem.message and problem.mend and problem.line >= 0 for problem in problems)
    assert bool(problems) <= bool(str(InvalidGlossary(problems)))


@given(strategies.glossaries())
def test_what_is_written_is_what_is_read(glossary: Glossary) -> None:
    """Written plainly in flow style, with every form in quotes, a glossary comes back as it was."""
    lines = []
    for concept in glossary.concepts:
        values = {
            "ko": concept.texts(Lang.KO, Status.PREFERRED, Status.ADMITTED),
            "zh": concept.texts(Lang.ZH_HANS, Status.PREFERRED, Status.ADMITTED),
            "en": concept.texts(Lang.EN, Status.PREFERRED, Status.ADMITTED),
            "tickers": concept.tickers,
        }
        fields = [f"{name}: [{', '.join(map(_quoted, forms))}]" for name, forms in values.items()]
        wrong = ", ".join(map(_quoted, concept.texts(Lang.KO, Status.DEPRECATED)))
        source = f"sources: [{concept.sources[0].ref}]"
        parts = [
            f"id: {concept.id}",
            f"category: {concept.category}",
            *fields,
            f"deprecated: {{ko: [{wrong}]}}",
            source,
        ]
        lines.append(f"- {{{', '.join(parts)}}}\n")
    read = terms_yaml.parse("".join(lines) or "[]")
    assert [asdict(concept) for concept in read.concepts] == [asdict(concept) for concept in glossary.concepts]


def _quoted(form: str) -> str:
    return "'" + form.replace("'", "''") + "'"


def test_an_alias_in_a_list_is_told_once() -> None:
    with pytest.raises(InvalidGlossary) as caught:
        terms_yaml.parse("- id: a\n  category: place\n  ko: [&a 서울, *a]\n")
    assert [(p.line, p.column, p.concept) for p in caught.value.problems] == [(3, 15, "a")]


def test_a_control_character_has_its_place() -> None:
    with pytest.raises(InvalidGlossary) as caught:
        terms_yaml.parse("- id: a\n  category: place\n  ko: 가나\x01\n")
    assert [(p.line, p.column) for p in caught.value.problems] == [(3, 9)]
