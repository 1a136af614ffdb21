"""Facts about the writing systems: Hangul, hanzi, Latin. Pure functions of strings; they know no concept."""

from importlib.resources import files


def table(name: str) -> list[list[str]]:
    """Return the rows of a table of this package, comment lines left out."""
    content = files("glossary.text").joinpath("tables", name).read_text(encoding="utf-8")
    return [line.split("\t") for line in content.splitlines() if not line.startswith("#")]
