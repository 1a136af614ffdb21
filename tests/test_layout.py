"""The canonical layout: one form for one content, every value and every comment kept.

"Groups by category in the order of the model, inside by id; one blank line between concepts; fields in the order of
FIELDS; lists and maps in brackets, sources one a line; plain where YAML reads it back as the same text."
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary import layout, terms_yaml
from glossary.errors import InvalidGlossary
from glossary.model import CATEGORIES, Concept, Source
from tests import strategies
from tests.factories import make_concept

WRITTEN_ANYHOW = """\
# The head of the file
# stays on top.

# A second paragraph of it.

# ---- Things ----

# directly above b
- id: b # behind the id
  # above the category
  category: term   # behind the category
  "ko": [가,# in a list
   나]
  note: |  # behind the sign of a block
    It's a "quote":
    # no comment
  zh_hant: [] # at a field that is left out
  # above the next one
  en:  # at a key
    - foo
    - 'b # c'
  sources:  # at the sources
    # above the first
    - {ref: a, quote: "x: y"}  # behind the first
    - b
    - # at a dash
      ref: z
      # inside
      quote: q
    # - {ref: old}
  # behind the last field
#  domain: taken out

# a paragraph of its own

- category: term
  # about an id
  id: a
  ko: >-
    folded
    text
  established: false
# ---- Organizations ----

- {id: 360, category: organization, # in brackets
   deprecated: [가, 华, X], definition: 뜻, tickers: 0700.HK, external: {wikidata: Q1, no: 5, x: null}} # behind it
# directly above z
- id: z
  category: organization
  en: Z
  established: yes

# the end
"""
CANONICAL = """\
# The head of the file
# stays on top.

# A second paragraph of it.

# ---- Organizations ----

- id: '360'
  category: organization  # in brackets
  deprecated: {ko: [가], zh: [华], en: [X]}
  tickers: [0700.HK]
  definition: {ko: 뜻}
  external: {'no': '5', wikidata: Q1}  # behind it

# directly above z
- id: z
  category: organization
  en: [Z]
  established: true

# ---- Things ----

# a paragraph of its own

# about an id
- id: a
  category: term
  ko: [folded text]

# directly above b
- id: b  # behind the id
  # above the category
  category: term  # behind the category
  ko: [가, 나]  # in a list
  # at a field that is left out
  # above the next one
  en: [foo, 'b # c']  # at a key
  note: "It's a \\"quote\\":\\n# no comment\\n"  # behind the sign of a block
  sources:  # at the sources
    # above the first
    - {ref: a, quote: 'x: y'}  # behind the first
    - {ref: b}
    # at a dash
    # inside
    - {ref: z, quote: q}
    # - {ref: old}
  # behind the last field
  #  domain: taken out

# the end
"""


def by_rank(concepts: tuple[Concept, ...]) -> list[Concept]:
    return sorted(concepts, key=lambda concept: (CATEGORIES.index(concept.category), concept.id))


# Examples


def test_a_file_written_anyhow() -> None:
    assert layout.formatted(WRITTEN_ANYHOW) == CANONICAL
    assert layout.formatted(CANONICAL) == CANONICAL


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: "\ufeff" + text,
        lambda text: text.rstrip("\n"),
        lambda text: text.replace("\n\n", "\n  \n\n"),
        lambda text: re.sub(r"(?<=\S)  #", "\t#", text),
        lambda text: "%YAML 1.1\n---\n" + text + "...\n",
    ],
    ids=["CRLF", "CR", "BOM", "no last line end", "blank lines", "tabs", "marks of a document"],
)
def test_the_same_however_the_file_was_saved(change) -> None:  # type: ignore[no-untyped-def]
    assert layout.formatted(change(CANONICAL)) == CANONICAL


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("ko: 가", "ko: [가]"),
        ("ko:\n  - 가\n  - 나", "ko: [가, 나]"),
        ("ko: ['가', \"나\"]", "ko: [가, 나]"),
        ("en: [it's]", "en: [it's]"),
        ("en: ['''it''']", "en: [\"'it'\"]"),
        ("en: ['a, b']", "en: ['a, b']"),
        ('en: ["it\'s, a"]', 'en: ["it\'s, a"]'),
        ('en: ["it\'s, \\"a\\""]', "en: ['it''s, \"a\"']"),
        ("en: ['360', 'no', 'null', '1.0', '~', '2024-01-01', 'y', '1e3']", None),
        ("en: [http://a.b/c:d, 'http://a.b/?c=d', a#b, 'a #b', 'a: b', 'a:']", None),
        ("en: ['-a', '- a', '&a', '@a', '%a', '`a', '!a', ' a', 'a ', '[a', 'a}', '?']", None),
        ("en: [a-b, a&b, a@b, 50%, a!, (a), a*, a|b, <a>, 😀, a  b]", None),
        ('en: ["a\\tb", "a\\nb", "\\x07", "a\\u2028b"]', None),
        ("note: a, [b] {c}?", None),
        ("note: ''", None),
        ("note: 5", "note: '5'"),
        ("note: [a, null, {b: c}]", None),
        ("note: null", ""),
        ("zh_hant: []", ""),
        ("deprecated: {en: a, ko: []}", "deprecated: {en: [a]}"),
        ("deprecated: {en: b, ko: [다]}", "deprecated: {ko: [다], en: [b]}"),
        ("definition: {en: a, ja: c, ko: b}", "definition: {ko: b, en: a, ja: c}"),
        ("definition: text", "definition: {ko: text}"),
        ("external: https://a.b/", "external: {url: https://a.b/}"),
        ("established: on", "established: true"),
        ("established: 'true'", "established: 'true'"),
        ("established: no", ""),
        ("sources: a", "sources:\n    - {ref: a}"),
        ("sources: [{quote: a, page: 3, ref: b}]", "sources:\n    - {ref: b, quote: a, page: '3'}"),
        ("sources: []", ""),
        ("related: [a, '', null]", "related: [a]"),
        ("domain: !secret &x b", "domain: b"),
    ],
)
def test_how_a_field_is_written(written: str, line: str | None) -> None:
    """None: as it is; "": left out."""
    text = f"- id: a\n  category: term\n  zh: [甲]\n  {written}\n"
    head, _, rest = layout.formatted(text).partition("  zh: [甲]\n")
    rest = rest or head.partition("  category: term\n")[2].removesuffix("  zh: [甲]\n")
    expected = written if line is None else line
    assert expected in rest if expected else rest == ""
    assert layout.formatted(layout.formatted(text)) == layout.formatted(text)


@pytest.mark.parametrize(
    "text", ["", "- id: a\n", "- id: [\n", "a: b\n", "- id: a\n  category: term\n  ko: a\n  ko: b\n"]
)
def test_what_does_not_load_is_refused(text: str) -> None:
    with pytest.raises(InvalidGlossary) as caught:
        layout.formatted(text, "my.yaml")
    assert {problem.path for problem in caught.value.problems} == {"my.yaml"}
    with pytest.raises(InvalidGlossary):
        layout.inserted(text, make_concept(ko="가"))


def test_an_empty_list_keeps_its_comments() -> None:
    assert layout.formatted("# a\n[ # b\n] # c\n\n# d") == "# a\n# b\n# c\n\n# d\n\n[]\n"


def test_the_shipped_file_is_canonical(project_terms: Path) -> None:
    text = project_terms.read_text(encoding="utf-8")
    assert layout.formatted(text) == text


# Comments


def test_a_heading_stays_and_the_comments_of_a_concept_go_with_it() -> None:
    first, second = (f"- id: {id}\n  category: term\n  ko: [{id}]\n" for id in "ab")
    text = f"# head\n\n# -- terms --\n\n# about b\n{second}\n# about a\n{first}"
    assert layout.formatted(text) == f"# head\n\n# -- terms --\n\n# about a\n{first}\n# about b\n{second}"


@pytest.mark.parametrize("below", ["\n\n", "\n"])
def test_what_is_commented_out_at_the_end_of_a_concept_stays_in_it(below: str) -> None:
    b, a = (f"- id: {id}\n  category: term\n  ko: [가]\n" for id in "ba")
    text = f"{b}#  en: [b]\n\n# about a{below}{a}"
    laid_out = layout.formatted(text)
    assert "  ko: [가]\n  #  en: [b]\n" in laid_out
    assert laid_out.index("# about a") < laid_out.index("- id: a")


marks = st.sampled_from(["it's", 'a "quote"', "[x", "- id: no", "# more", "ko: {", "", "가", "---", "'"])
gaps = st.sampled_from(["\n", "\n\n", "\n  ", "\n    ", "\n\n  ", "\n# {}\n", "\n  # {}\n", "\n\n# {}\n\n", " # {}\n"])


@st.composite
def commented(draw: st.DrawFn) -> str:
    """A small file with comments wherever one may stand."""
    numbers = iter(range(1000))

    def comment(indent: str, *, behind: bool = False) -> str:
        if draw(st.booleans()):
            return "" if not behind else "\n"
        text = f"#{next(numbers)} {draw(marks)}".rstrip()
        if behind:
            return f" {text}\n"
        blank = "\n" * draw(st.integers(0, 2))
        return f"{blank}{indent}{text}\n" + "\n" * draw(st.integers(0, 1))

    parts = [comment(""), comment("")]
    for id in draw(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=4, unique=True)):
        parts += [comment(""), comment(""), f"- id: {id}", comment("", behind=True)]
        category = draw(st.sampled_from(CATEGORIES[:3]))
        fields = {
            f"  category: {category}": "",
            "  ko:": comment("", behind=True) + comment("    ") + "    - 가" + comment("", behind=True)
            + comment("      "),
            "  en: [a,": comment("", behind=True) + comment("  ") + "    'b # c']",
            "  zh_hant: []": "",
            "  note: 'a'": "",
            "  sources:": comment("", behind=True) + comment("    ") + "    - {ref: r}" + comment("", behind=True)
            + comment("    ") + "    -" + comment("", behind=True) + "      quote: 'it # is'",
        }  # fmt: skip
        for name in draw(st.permutations(sorted(fields))):
            value = fields[name]
            parts += [comment(draw(st.sampled_from(["  ", "  ", "", "    "]))), name, value]
            parts.append("" if value.endswith("\n") else comment("", behind=True))
        parts += [comment("  "), comment("    "), comment("")]
    return "".join(parts)


@given(commented())
def test_every_comment_is_kept_once(text: str) -> None:
    laid_out = layout.formatted(text)
    marked = re.compile(r"#\d+ ?[^\n]*")
    assert sorted(found.rstrip() for found in marked.findall(laid_out)) == sorted(
        found.rstrip() for found in marked.findall(text)
    )
    assert list(terms_yaml.parse(laid_out).concepts) == by_rank(terms_yaml.parse(text).concepts)
    assert layout.formatted(laid_out) == laid_out


# Values

nasty = st.sampled_from(
    [
        "yes", "No", "null", "~", "1.0", "1_000", "0x1F", "0o17", "1:30", ".inf", "2024-01-01", "=", "<<", "- a", "-",
        "--- a", "...", "a: b", "a:", ":a", "a #b", "#a", "a#b", "'", "''", '"', "it's", 'say "it\'s"', "\\", "a\\nb",
        "[a]", "{a: b}", "a, b", "?", "? a", "a?b", "&a", "*a", "!a", "!!str a", "|", ">", "%a", "@a", "`a`", " a",
        "a ", "\u3000a", "a\tb", "a\nb", "a\n\nb\n", "\r\n", "\x85", "\u2028", "\ufeffa", "\x07", "\x7f", "\u200b",
        "😀", "👩🏽\u200d🚀", "가" * 500, "x" * 3000, "\U000e0100a",
    ]
)  # fmt: skip
pieces = st.lists(nasty | strategies.texts, min_size=1, max_size=3).map("".join)
values = pieces.filter(lambda text: text.strip() and all(ord(char) not in (0xFFFE, 0xFFFF) for char in text))


@st.composite
def wild_concepts(draw: st.DrawFn, id: str) -> Concept:
    """A concept with texts that YAML could take for something else."""
    forms = st.lists(values.map(lambda text: unicodedata.normalize("NFC", text)), max_size=2, unique=True)
    return make_concept(
        id,
        category=draw(st.sampled_from(CATEGORIES)),
        ko=draw(forms) or ["가"],
        zh=draw(forms),
        zh_hant=draw(forms),
        en=[form for form in draw(forms) if not re.fullmatch(r"[0-9]{1,6}\.[A-Z]{2}", form)],
        deprecated={"ko": draw(forms), "en": draw(forms)},
        ambiguous=tuple(draw(forms)),
        tickers=tuple(draw(forms)),
        note=draw(st.none() | values),
        domain=draw(st.none() | values),
        pinyin=draw(st.none() | st.just("") | values),
        established=draw(st.booleans()),
        definition=draw(st.dictionaries(st.sampled_from(["en", "ko", "no"]) | values, values, max_size=2)),
        external=draw(st.dictionaries(values, values, max_size=2)),
        related=tuple(draw(forms)),
        sources=tuple(Source(draw(values), draw(st.just("") | values)) for _ in range(draw(st.integers(0, 2)))),
    )


@given(wild_concepts("a"))
def test_a_block_is_read_back_as_the_same_concept(concept: Concept) -> None:
    written = layout.block(concept)
    assert terms_yaml.parse(written).concepts == (concept,)
    assert layout.formatted(written) == written


@given(values)
def test_every_reader_of_yaml_reads_the_same(text: str) -> None:
    written = layout.block(make_concept("a", ko="가", note=text, external={"x": text}))
    for loader in (yaml.SafeLoader, yaml.CSafeLoader):
        (read,) = yaml.load(written, Loader=loader)
        assert (read["note"], read["external"]) == (text, {"x": text})


@st.composite
def wild_files(draw: st.DrawFn) -> str:
    """A file of concepts in any order, written in the ways that PyYAML has."""
    ids = draw(st.lists(st.from_regex("[a-z0-9-]{1,3}", fullmatch=True), min_size=1, max_size=4, unique=True))
    concepts = [draw(wild_concepts(id)) for id in ids]
    return yaml.safe_dump(
        [yaml.safe_load(layout.block(concept))[0] for concept in concepts],
        default_flow_style=draw(st.sampled_from([None, True, False])),
        allow_unicode=draw(st.booleans()),
        width=draw(st.sampled_from([20, 80, 10_000])),
        sort_keys=draw(st.booleans()),
    )


@given(wild_files())
@settings(max_examples=max(1, settings.default.max_examples // 2))
def test_layout_changes_no_value(text: str) -> None:
    concepts = by_rank(terms_yaml.parse(text).concepts)
    laid_out = layout.formatted(text)
    assert list(terms_yaml.parse(laid_out).concepts) == concepts
    assert layout.formatted(laid_out) == laid_out
    assert laid_out == "\n".join(map(layout.block, concepts))


# Adding


@given(commented(), st.sampled_from("abcdefgz"), st.sampled_from(CATEGORIES), st.sampled_from(["\n", "\r\n"]))
def test_adding_leaves_every_other_character(text: str, id: str, category: str, newline: str) -> None:
    text = text.replace("\n", newline)
    before = terms_yaml.parse(text).concepts
    concept = make_concept(f"{id}-new", category=category, ko="새것")
    added = layout.inserted(text, concept)
    head = next((i for i, (one, other) in enumerate(zip(text, added, strict=False)) if one != other), len(text))
    assert any(
        added[:at] == text[:at] and added[len(added) - len(text) + at :] == text[at:]
        for at in range(max(0, head - len(added) + len(text)), head + 1)
    )
    assert layout.block(concept).replace("\n", newline) in added
    after = terms_yaml.parse(added).concepts
    assert [one for one in after if one != concept] == list(before)
    if list(before) == by_rank(before):
        assert list(after) == by_rank(after)


@pytest.mark.parametrize("id", ["000", "mmm", "zzz"])
@pytest.mark.parametrize("category", CATEGORIES)
def test_the_shipped_file_with_a_concept_more_is_canonical(id: str, category: str, project_terms: Path) -> None:
    lines = project_terms.read_text(encoding="utf-8").split("\n- id: ")
    few = "\n- id: ".join(lines[:1] + lines[1::300]).rstrip() + "\n"
    few = layout.formatted(few)
    added = layout.inserted(few, make_concept(id, category=category, ko="새것"))
    assert layout.formatted(added) == added


def test_a_byte_order_mark_stays() -> None:
    text = "\ufeff- id: b\n  category: term\n  ko: [가]"
    concept = make_concept("a", ko="나")
    assert layout.inserted(text, concept) == f"\ufeff{layout.block(concept)}\n{text[1:]}"
    last = make_concept("c", ko="나")
    assert layout.inserted(text, last) == f"{text}\n\n{layout.block(last)}"


@pytest.mark.parametrize(
    "text", ["[]", "# a\n[]", "[{id: b, category: term, ko: b}] # a", "  - {id: b, category: term, ko: b}"]
)
def test_where_no_block_can_stand_all_is_laid_out(text: str) -> None:
    concept = make_concept("a", ko="나")
    added = layout.inserted(text, concept)
    assert added == layout.formatted(added)
    assert terms_yaml.parse(added).by_id.keys() == {"a", *terms_yaml.parse(text).by_id}
    assert added.count("#") == text.count("#")


@pytest.mark.parametrize("concept", [make_concept("b", ko="가"), make_concept("B", ko="가"), make_concept("a", ko=" ")])
def test_a_concept_that_does_not_load_is_refused(concept: Concept) -> None:
    with pytest.raises(InvalidGlossary):
        layout.inserted("- id: b\n  category: term\n  ko: [가]\n", concept)


def test_text_that_goes_on_to_the_end_is_not_cut_in_two() -> None:
    """Blank lines at the end of such a text are part of it."""
    text = "- id: a\n  category: term\n  ko: [가]\n  note: |+\n    text\n\n\n"
    added = layout.inserted(text, make_concept("b", ko="나"))
    assert terms_yaml.parse(added).by_id["a"].note == "text\n\n\n"


# Replacing

A_BLOCK = "- id: a\n  category: term\n  ko: [가]\n"
MARKED = re.compile(r"#\d+ ?[^\n\r]*")


def comments(text: str) -> list[str]:
    return sorted(found.rstrip() for found in MARKED.findall(text))


@given(commented(), st.data(), st.sampled_from(["\n", "\r\n"]))
def test_replacing_a_block_leaves_the_others_and_every_comment(text: str, data: st.DataObject, newline: str) -> None:
    text = text.replace("\n", newline)
    before = terms_yaml.parse(text).concepts
    old = data.draw(st.sampled_from(before))
    block = layout.block_in(text, old.id)
    assert block is not None
    assert terms_yaml.parse(block).concepts == (old,)
    changed = block.replace("[가", "[새것")
    replaced = layout.put(text, changed)
    after = terms_yaml.parse(replaced).concepts
    assert [one for one in after if one.id != old.id] == [one for one in before if one.id != old.id]
    assert [one.id for one in after] == [one.id for one in before]
    assert terms_yaml.parse(changed).concepts == (terms_yaml.parse(replaced).by_id[old.id],)
    assert comments(replaced) == comments(text)
    assert layout.put(replaced, changed) == replaced


@given(commented(), st.data())
def test_a_block_takes_the_comments_of_its_concept_along(text: str, data: st.DataObject) -> None:
    old = data.draw(st.sampled_from(terms_yaml.parse(text).concepts))
    bare = layout.block(old)
    block = layout.commented(bare, text)
    own = layout.block_in(text, old.id)
    assert own is not None
    assert terms_yaml.parse(block).concepts == (old,)
    assert comments(block) == comments(own)
    assert layout.commented(block, text) == block


@given(commented())
def test_in_a_canonical_file_a_block_is_what_stands_there(text: str) -> None:
    laid_out = layout.formatted(text)
    for concept in terms_yaml.parse(laid_out).concepts:
        block = layout.block_in(laid_out, concept.id)
        assert block is not None
        assert block in laid_out
        assert layout.put(laid_out, block) == laid_out


def test_a_block_of_the_shipped_file(project_terms: Path) -> None:
    text = project_terms.read_text(encoding="utf-8")
    for id in ("huawei", "beijing"):
        block = layout.block_in(text, id)
        assert block is not None
        assert layout.put(text, block) == text


@pytest.mark.parametrize("text", [f"\ufeff{A_BLOCK}", "[{id: a, category: term, ko: 가}] # a"])
def test_replacing_where_blocks_do_not_begin_in_the_first_column(text: str) -> None:
    block = layout.block(make_concept("a", ko="나", sources=()))
    replaced = layout.put(text, layout.commented(block, text))
    assert terms_yaml.parse(replaced).concepts == (make_concept("a", ko="나", sources=()),)
    assert replaced.count("#") == text.count("#")


@pytest.mark.parametrize("id", ["'360'", '"360"', "'360'  # a number", "a360"])
def test_only_the_block_itself_is_laid_out(id: str) -> None:
    before, behind = "- {id: x, category: term, ko:   가}\n", "- id: y\n  ko: 나\n  category:   term\n"
    text = f"{before}- id: {id}\n  ko: 다\n  category: term\n{behind}"
    own = "a360" if id == "a360" else "360"
    block = layout.block_in(text, own)
    assert block is not None
    replaced = layout.put(text, block.replace("다", "라"))
    assert replaced.startswith(before)
    assert replaced.endswith(behind)
    assert "ko: [라]" in replaced


def test_a_block_with_another_id_is_added() -> None:
    text = "- id: a\n  category: term\n  ko: [가]\n"
    block = "# above\n- id: b  # behind\n  category: term\n  ko: [나]\n"
    assert layout.put(text, block) == f"{text}\n{block}"
    assert layout.block_in(text, "b") is None
    assert layout.commented(block, text) == block


@pytest.mark.parametrize("block", ["", "[]", A_BLOCK[:-9], "ko: 가", A_BLOCK + A_BLOCK.replace(": a", ": b")])
def test_what_is_not_one_block_is_refused(block: str) -> None:
    for text in (A_BLOCK, "[]"):
        with pytest.raises(InvalidGlossary):
            layout.put(text, block)


def test_the_fields_of_a_concept() -> None:
    concept = make_concept("a", ko=["가", "나"], deprecated={"zh": "华"}, sources=(Source("r", "q"),))
    assert layout.fields(concept) == {
        "id": "a", "category": "term", "ko": "[가, 나]", "deprecated": "{zh: [华]}", "sources": "[{ref: r, quote: q}]",
    }  # fmt: skip
