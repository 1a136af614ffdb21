from __future__ import annotations

import os
import re
from dataclasses import fields
from pathlib import Path

import pytest

from glossary.config import Settings, variable
from glossary.errors import InvalidInput


def test_nothing_set() -> None:
    assert Settings.from_env({}) == Settings()
    assert Settings.from_env({"GLOSSARY_TERMS": "", "GLOSSARY_MAX_TEXT": "", "GLOSSARY_OTHER": "x"}) == Settings()


def test_all_set() -> None:
    environ = {
        "GLOSSARY_TERMS": os.pathsep.join(["a.yaml", "", "b"]),
        "GLOSSARY_MAX_QUERY": "1",
        "GLOSSARY_MAX_QUERIES": "22",
        "GLOSSARY_MAX_TEXT": "333",
        "GLOSSARY_DATABASE_URL": "sqlite:///g.db",
        "GLOSSARY_CLDR": "off",
        "GLOSSARY_EDIT_FILE": "terms.yaml",
        "GLOSSARY_CURATOR_TOKENS": "a:b",
        "GLOSSARY_SECRET_KEY": "c",
        "GLOSSARY_TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8, ::1",
    }
    assert Settings.from_env(environ) == Settings(
        ("a.yaml", "b"),
        1,
        22,
        333,
        "sqlite:///g.db",
        False,
        "terms.yaml",
        "a:b",
        "c",
        ("127.0.0.1", "10.0.0.0/8", "::1"),
    )  # fmt: skip


@pytest.mark.parametrize("value", ["localhost", "10.0.0.1/8", "1.2.3", "127.0.0.1;::1"])
def test_what_is_no_address_names_the_variable(value: str) -> None:
    with pytest.raises(InvalidInput, match=f"GLOSSARY_TRUSTED_PROXIES has '{value}'; give addresses"):
        Settings.from_env({"GLOSSARY_TRUSTED_PROXIES": value})


@pytest.mark.parametrize(
    ("given", "meant"), [("off", False), ("0", False), ("False", False), ("on", True), ("1", True)]
)
def test_a_switch(given: str, meant: bool) -> None:
    assert Settings.from_env({"GLOSSARY_CLDR": given}).cldr is meant


def test_a_bad_switch_names_the_variable() -> None:
    with pytest.raises(InvalidInput, match="GLOSSARY_CLDR is 'maybe'; give on or off"):
        Settings.from_env({"GLOSSARY_CLDR": "maybe"})


@pytest.mark.parametrize("value", ["0", "-1", "x", "1.5", " 7", "1_000", "٣", "1e3", "9" * 5000])
@pytest.mark.parametrize("name", ["GLOSSARY_MAX_QUERY", "GLOSSARY_MAX_QUERIES", "GLOSSARY_MAX_TEXT"])
def test_bad_values_name_the_variable(name: str, value: str) -> None:
    with pytest.raises(InvalidInput, match=f"{name} is .*give a whole number") as caught:
        Settings.from_env({name: value})
    assert caught.value.field == name
    assert len(str(caught.value)) < 200


def test_every_setting_has_help_that_is_a_sentence() -> None:
    assert all(setting.metadata["help"].endswith(".") for setting in fields(Settings))


@pytest.mark.skipif(os.pathsep != ":", reason="the table shows the separator of paths")
def test_the_page_has_the_table_of_settings() -> None:
    """GLOSSARY_UPDATE_DOCS=1 writes it anew."""
    page = Path(__file__).parents[2] / "docs" / "operations.md"
    text = page.read_text("utf-8")
    _, mark, rest = text.partition("<!-- settings -->\n")
    assert mark
    shown = re.match(r"(?:\|.*\n)*", rest)[0]
    if os.environ.get("GLOSSARY_UPDATE_DOCS"):
        page.write_text(text.replace(mark + shown, mark + table(), 1), "utf-8")
    else:
        assert shown == table()


def table() -> str:
    rows = ["| variable | unless set | |", "| --- | --- | --- |"]
    for setting in fields(Settings):
        default = {True: "on", False: "off"}.get(setting.default, setting.default)
        default = default if isinstance(setting.default, int) else ""
        rows.append(f"| `{variable(setting.name)}` | {default} | {setting.metadata['help']} |")
    return "".join(row.replace("|  |", "| |") + "\n" for row in rows)
