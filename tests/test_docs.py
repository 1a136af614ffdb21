"""The documentation cannot fall behind the program.

Everything a reader may use (commands and options, readings, evidence, formats, fields, settings, routes) must be
mentioned where it belongs, and what the examples show must be what the program prints.

- A ```console block under `<!-- check -->` is run: lines with `$ ` are commands, the rest is their output, in which …
  stands for anything. `glossary` is run in this process, also behind a pipe; curl is answered by the application
  itself; everything else is run by sh.
- A block under `<!-- file: NAME -->` is the content of the file NAME that such commands find in their folder.
- The ```pycon blocks of a page are run as one doctest.

GLOSSARY_UPDATE_DOCS=1 writes what the commands print now into the pages, except where … was used.
"""

from __future__ import annotations

import doctest
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import click
import pytest

from glossary import cli, config, documents, lint, terms_yaml
from glossary.annotate import features
from glossary.lookup import READINGS, index
from glossary.model import CATEGORIES
from glossary.web.app import create_app

ROOT = Path(__file__).resolve().parent.parent
READMES = (ROOT / "README.md", ROOT / "README.ko.md")
GUIDES = ("translators.md", "translators.ko.md")
PAGES = (*READMES, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md")))
SETUP = (
    "python3 -m venv .venv && .venv/bin/pip install -r requirements.lock && .venv/bin/pip install --no-deps . && "
    ".venv/bin/glossary serve",
    "python3 -m venv .venv && .venv/bin/pip install -r requirements-test.lock && "
    ".venv/bin/pip install --no-deps -e . && .venv/bin/pytest",
)
CHECKED = re.compile(r"<!-- check -->\n```console\n(.*?)```\n", re.DOTALL)
PYCON = re.compile(r"```pycon\n(.*?)```\n", re.DOTALL)
FILE = re.compile(r"<!-- file: (\S+) -->\n```\w*\n(.*?)```\n", re.DOTALL)
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
UPDATE = bool(os.environ.get("GLOSSARY_UPDATE_DOCS"))


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def blocks() -> list[object]:
    return [
        pytest.param(path, found[1], id=f"{relative(path)}:{text.count(chr(10), 0, found.start(1)) + 1}")
        for path in PAGES
        for text in [path.read_text(encoding="utf-8")]
        for found in CHECKED.finditer(text)
    ]


# What must be mentioned


def commands(group: click.Group, path: str = "glossary") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        yield f"{path} {name}", command


def section(text: str, title: str) -> str:
    """Return what stands under a heading of the second level, up to the next one."""
    found = re.search(rf"^## `?{re.escape(title)}`?$(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    return found[1] if found else ""


@pytest.mark.parametrize(("name", "command"), [pytest.param(*row, id=row[0]) for row in commands(cli.main)])
def test_every_command_has_a_section_with_all_its_options(name: str, command: click.Command) -> None:
    described = section(page("command-line.md"), name)
    assert described, f"docs/command-line.md has no section '## `{name}`'"
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            for option in parameter.opts:
                assert f"`{option}" in described, option
            if isinstance(parameter.type, click.Choice):
                for choice in parameter.type.choices:
                    assert f"`{choice}`" in described, f"{parameter.opts[0]} {choice}"


def test_the_options_before_the_command_are_described() -> None:
    for parameter in cli.main.params:
        assert f"`{parameter.opts[0]}" in page("command-line.md"), parameter.opts[0]


@pytest.mark.parametrize("reading", READINGS, ids=lambda reading: f"{reading.name}-{reading.cost}")
def test_every_reading_has_a_row_with_its_cost(reading) -> None:
    rows = re.findall(r"^\| `([\w-]+)` \|.*\| ([\w ]+) \| ([\d.]+) \|", page("lookup.md"), re.MULTILINE)
    slips = "no" if not reading.fuzzy else "one fewer" if reading.derived else "yes"
    assert (reading.name, slips, reading.cost) in [(name, told, float(cost)) for name, told, cost in rows]


def test_the_costs_of_slips_and_beginnings_are_described() -> None:
    text = page("lookup.md")
    assert f"A slip costs {index.SLIP} once and {index.SLIP_SHARE} × slips ÷ length" in text
    assert f"A `prefix` costs up to {index.MISSING_SHARE:.2f} more" in text
    # Only the table of allowed slips: the page has other tables of numbers.
    _, _, table = text.partition("| Jamo, letters, digits | Hanzi | Slips |\n")
    row = r"^\| (?:up to )?(\d+)[^|]* \| (\d+)[^|]* \| (?:none|\d) \|$"
    rows = re.findall(row, table.partition("\n\n")[0], re.MULTILINE)
    hangul, hanzi = [int(few) for few, _ in rows], [int(few) for _, few in rows]
    assert [index.allowed_edits("ㅏ" * typed) for typed in hangul] == [0, 1, 2]
    assert [index.allowed_edits("中" * typed) for typed in hanzi] == [0, 1, 2]
    assert [index.allowed_edits("中" * (typed - 1)) for typed in hanzi[1:]] == [0, 1]


@pytest.mark.parametrize("feature", features.FEATURES, ids=lambda feature: feature.name)
def test_every_kind_of_evidence_has_a_row_with_its_weight(feature) -> None:
    rows = re.findall(r"^\| `([\w, -]+)` \| (-?\d+) \|", page("annotation.md"), re.MULTILINE)
    assert (feature.name, str(feature.weight)) in rows


def test_every_rule_of_the_linter_has_its_row() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \| (\w+) \| (.*) \|$", page("linting.md"), re.MULTILINE)
    assert rows == [(rule.code, rule.severity, rule.says) for rule in lint.RULES]


@pytest.mark.parametrize("format", documents.FORMATS.values(), ids=lambda format: format.name)
@pytest.mark.parametrize("name", ["annotation.md", "command-line.md"])
def test_every_output_format_is_described(format: documents.Format, name: str) -> None:
    assert f"`{format.name}`" in page(name)
    assert f"`{format.extension}`" in page(name)


def test_every_house_style_has_a_row_with_its_template() -> None:
    shown = dict(re.findall(r"^\| `([\w-]+)` \| `(\{.*\))` \|", page("annotation.md"), re.MULTILINE))
    assert {name: documents.styles.parse(f'[s]\ngloss = "{gloss}"', "docs")["s"] for name, gloss in shown.items()} == (
        documents.styles.packaged()
    )
    assert [name for name in shown if f"`{name}`" not in page("command-line.md")] == []


@pytest.mark.parametrize("field", terms_yaml.FIELDS)
def test_every_field_of_the_glossary_file_has_a_row(field: str) -> None:
    assert re.search(rf"^\| `{field}` \|", page("glossary-format.md"), re.MULTILINE)


def test_every_category_is_described() -> None:
    assert [name for name in CATEGORIES if f"`{name}`" not in page("glossary-format.md")] == []


@pytest.mark.parametrize("rule", sorted({rule.rule for rule in create_app(config.Settings()).url_map.iter_rules()}))
def test_every_route_is_described(rule: str) -> None:
    if rule.startswith("/static/"):
        pytest.skip("files of the pages")
    assert re.sub(r"<(?:int:)?(\w+)>", r"{\1}", rule) in page("http.md").replace("<", "{").replace(">", "}")


@pytest.mark.parametrize("readme", READMES, ids=relative)
def test_the_readmes_have_the_set_up_commands(readme: Path) -> None:
    lines = readme.read_text(encoding="utf-8").splitlines()
    assert [command for command in SETUP if command not in lines] == []


def test_the_readmes_show_the_same_blocks() -> None:
    english, korean = (re.findall(r"^\$ .*", path.read_text(encoding="utf-8"), re.MULTILINE) for path in READMES)
    assert english == korean


def test_the_translators_guides_tell_the_same() -> None:
    """Section by section: the same links and pictures, keys and readings, and as many rows and points."""
    english, korean = (page(name).replace("translators.ko.md", "translators.md") for name in GUIDES)
    parts = [re.split(r"^## .*$", text, flags=re.MULTILINE) for text in (english, korean)]
    assert len(parts[0]) == len(parts[1])
    for section in zip(*parts, strict=True):
        for pattern in (r"\]\(([^#)\s]+)", r"^\| |^- ", r"`[^`]+`"):
            own, other = (sorted(" ".join(one.split()) for one in re.findall(pattern, text, re.M)) for text in section)
            assert own == other


# Links


def anchors(path: Path) -> set[str]:
    """Return the fragments of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.*)$", FENCED.sub("", path.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", PAGES, ids=relative)
def test_local_links_lead_somewhere(path: Path) -> None:
    text = FENCED.sub("", path.read_text(encoding="utf-8"))
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'(?:src|href)="([^"]+)"', text):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, fragment = link.partition("#")
        there = (path.parent / target).resolve() if target else path
        if not there.exists() or (fragment and fragment not in anchors(there)):
            broken.append(link)
    assert broken == []


# Examples


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the files that the pages show."""
    for path in PAGES:
        for name, content in FILE.findall(path.read_text(encoding="utf-8")):
            file = tmp_path / name
            if file.exists():
                assert file.read_text(encoding="utf-8") == content, f"{relative(path)} has another {name}"
            file.write_text(content, encoding="utf-8", newline="")
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return tmp_path


@pytest.mark.parametrize(("path", "block"), blocks())
def test_commands_print_what_is_shown(
    path: Path, block: str, folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = re.split(r"^\$ (.*)\n", block, flags=re.MULTILINE)
    asked, shown = parts[1::2], parts[2::2]
    if any("--store" in command for command in asked):  # what one page keeps is not for the others
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
    printed = answered(asked) if asked[0].startswith("curl ") else run(asked, folder)
    same = [re.fullmatch(re.escape(s).replace("…", ".*"), p, re.DOTALL) for s, p in zip(shown, printed, strict=True)]
    if UPDATE and not all(same):
        now = "".join(
            f"$ {command}\n{old if '…' in old else new}"
            for command, old, new in zip(asked, shown, printed, strict=True)
        )
        path.write_text(path.read_text(encoding="utf-8").replace(block, now), encoding="utf-8")
        pytest.skip("the page was brought up to date")
    for command, expected, actual, matches in zip(asked, shown, printed, same, strict=True):
        assert matches, f"$ {command}\nthe page shows\n{expected}\nbut it prints\n{actual}"


def run(asked: list[str], folder: Path) -> list[str]:
    """Run the commands of a block one after the other and return what each of them prints, on either stream."""
    printed = []
    status = 0
    for command in asked:
        if own := re.fullmatch(r"(?:(.*) \| )?glossary (.*)", command):
            given = sh(own[1], folder, status)[0] if own[1] else b""
            output, status = in_process(shlex.split(own[2]), given, folder)
        else:
            output, status = sh(command, folder, status)
        printed.append(output.decode())
    return printed


def sh(command: str, folder: Path, status: int) -> tuple[bytes, int]:
    script = f"exec 2>&1; (exit {status})\n{command}"
    done = subprocess.run(["sh", "-c", script], cwd=folder, capture_output=True, check=False)
    return done.stdout, done.returncode


def in_process(arguments: list[str], given: bytes, folder: Path) -> tuple[bytes, int]:
    """Return what `glossary` with these arguments prints, and its exit status, without starting Python again."""
    printed = io.BytesIO()
    stream = io.TextIOWrapper(printed, encoding="utf-8", write_through=True)
    status = 0
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(stream), redirect_stderr(stream):
        patch.setattr(sys, "argv", ["glossary", *arguments])
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        patch.chdir(folder)
        try:
            cli.run()
        except SystemExit as exit:
            status = int(exit.code or 0)
    return printed.getvalue(), status


def answered(asked: list[str]) -> list[str]:
    """Answer the curl commands of a block: -s, -G, -H, -d, --data-urlencode and an address."""
    from glossary.web.app import create_app

    client = create_app(config.Settings()).test_client()
    while client.get("/readyz").json["status"] == "loading":
        time.sleep(0.1)
    return [answer(client, shlex.split(command)[1:]) for command in asked]


def answer(client, arguments: list[str]) -> str:
    headers: dict[str, str] = {}
    values: list[tuple[str, str]] = []
    address, data = "", None
    words = iter(arguments)
    for word in words:
        if word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        elif word == "-d":
            data = next(words)
        elif word == "--data-urlencode":
            name, _, value = next(words).partition("=")
            values.append((name, value))
        elif not re.fullmatch("-[sG]+", word):
            address = word
    path = re.sub(r"^(?:http://)?[^/]+", "", address)
    if data is None:
        return client.get(path, query_string=dict(values), headers=headers).text.rstrip("\n") + "\n"
    return client.post(path, data=data.encode(), headers=headers).text.rstrip("\n") + "\n"


@pytest.mark.parametrize("path", [path for path in PAGES if PYCON.search(path.read_text("utf-8"))], ids=relative)
def test_python_examples_run(path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a page's Python blocks as one session: what an earlier one defines, a later one may use."""
    monkeypatch.chdir(folder)
    text = path.read_text(encoding="utf-8")
    session = "\n".join(PYCON.findall(text))
    example = doctest.DocTestParser().get_doctest(session, {}, relative(path), str(path), 0)
    report: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(example, out=report.append)
    assert not report, "".join(report)
