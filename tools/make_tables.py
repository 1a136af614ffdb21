"""Rebuild the character tables of glossary/text/tables from their sources.

Run by hand when a source changes; the tables are committed, so neither use nor tests need the sources.

    apt-get install unicode-data libhangul-data
    python tools/make_tables.py

Sources: OpenCC's t2s and jp2t (Apache-2.0), Unihan and EquivalentUnifiedIdeograph (Unicode License v3),
libhangul's hanja.txt (BSD-3-Clause).
"""

import bz2
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import opencc

UNICODE = Path("/usr/share/unicode")
LIBHANGUL = Path("/usr/share/libhangul/hanja/hanja.txt")
TABLES = Path(__file__).parent.parent / "glossary" / "text" / "tables"
HAN = [(0x3400, 0x4DC0), (0x4E00, 0xA000), (0x20000, 0x323B0)]

# Unihan's "semantic variant" is wider than ours: these pairs are different characters in names.
NOT_VARIANTS = set("絣坰埇囮祇卍惇咥憙吋")
# Forms of KS X 1001 and JIS X 0208 for which Unihan and OpenCC name no variant or a rare one, and two Korean surnames.
OTHER_FORMS = (
    "氷冰 淸清 靑青 屛屏 尙尚 愼慎 槪概 甁瓶 姸妍 顚颠 飮饮 旣既 朞期 晄晃 敭扬 皐皋 嶋岛 堺界 楡榆 "
    "秊年 逈迥 髥髯 碻确 尨庞 痲麻 癎痫 頀护 飇飙 枾柿 慇殷 裵裴 曺曹 "
    "姫姬 讃赞 闘斗 鬭斗 舗铺 頬颊 鴬莺 頴颖 颕颖 繋系 蝿蝇 諌谏 穐秋 冨富 篭笼 駈驱 讐雠 竃灶 潅灌 姪侄"
)


def unihan(name: str, fields: set[str]) -> Iterator[tuple[str, str, str]]:
    with bz2.open(UNICODE / f"Unihan_{name}.txt.bz2", "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("U+"):
                code, field, value = line.rstrip("\n").split("\t")
                if field in fields:
                    yield chr(int(code[2:], 16)), field, value


def is_han(char: str) -> bool:
    return any(low <= ord(char) < high for low, high in HAN)


def variants() -> dict[str, str]:
    """Map each character to the simplified one it is compared as."""
    t2s = opencc.OpenCC("t2s").convert
    jp2t = opencc.OpenCC("jp2t").convert
    table = {}
    for low, high in HAN:
        chars = [chr(code) for code in range(low, high)]
        for char, simplified in zip(chars, t2s("\n".join(chars)).split("\n"), strict=True):
            if char != simplified:
                table[char] = simplified

    standards: dict[str, dict[str, str]] = {}
    for char, field, value in unihan("IRGSources", {"kIRG_GSource", "kIRG_KSource", "kIRG_JSource"}):
        standards.setdefault(char, {})[field[5]] = value
    gb2312 = {char for char, source in standards.items() if source.get("G", "").startswith("G0")}

    related: dict[str, set[str]] = {}
    for char, _, value in unihan("Variants", {"kZVariant", "kSemanticVariant", "kSimplifiedVariant"}):
        for target in value.split():
            related.setdefault(char, set()).add(t2s(chr(int(target.split("<")[0][2:], 16))))

    for char, source in standards.items():
        foreign = source.get("K", "").startswith("K0") or source.get("J", "").startswith("J0")
        if not foreign or char in gb2312 or char in table or char in NOT_VARIANTS or not is_han(char):
            continue
        japanese = t2s(jp2t(char))
        targets = {japanese} if japanese != char else related.get(char, set()) & gb2312
        if len(targets) == 1:
            table[char] = targets.pop()
    table |= {pair[0]: pair[1] for pair in OTHER_FORMS.split()}

    def closed(char: str) -> str:
        seen = {char}
        while (char := table.get(char, char)) not in seen:
            seen.add(char)
        return char

    return {char: closed(char) for char in sorted(table) if closed(char) != char}


def radicals() -> dict[str, str]:
    """Map Kangxi and supplementary radicals to the character they look like."""
    table = {}
    for line in (UNICODE / "EquivalentUnifiedIdeograph.txt").read_text(encoding="utf-8").splitlines():
        if match := re.match(r"([0-9A-F]+)(?:\.\.([0-9A-F]+))?\s*;\s*([0-9A-F]+)", line):
            first, last, target = match.group(1), match.group(2) or match.group(1), match.group(3)
            for code in range(int(first, 16), int(last, 16) + 1):
                if code < 0x2FE0:
                    table[chr(code)] = chr(int(target, 16))
    return table


def readings() -> dict[str, list[str]]:
    """Map each hanja to its Sino-Korean readings, those of KS X 1001 and the school list first."""
    table: dict[str, list[str]] = {}
    for char, _, value in unihan("Readings", {"kHangul"}):
        entries = [entry.split(":") for entry in value.split()]
        entries.sort(key=lambda entry: ("E" not in entry[1], "0" not in entry[1]))
        table[char] = [unicodedata.normalize("NFC", entry[0]) for entry in entries]
    for line in LIBHANGUL.read_text(encoding="utf-8").splitlines():
        parts = line.split(":")
        if not line.startswith("#") and len(parts) > 2 and len(parts[0]) == len(parts[1]) == 1:
            reading, char = parts[0], unicodedata.normalize("NFC", parts[1])
            if is_han(char) and "가" <= reading <= "힣" and reading not in table.setdefault(char, []):
                table[char].append(reading)
    return dict(sorted(table.items()))


def write(name: str, header: str, rows: list[tuple[str, str]]) -> None:
    lines = [f"# {line}" for line in header.splitlines()] + [f"{left}\t{right}" for left, right in rows]
    (TABLES / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{name}: {len(rows)} rows")


def main() -> None:
    made = "Made by tools/make_tables.py; do not edit."
    write(
        "variants.tsv",
        f"{made}\nTraditional, Korean and Japanese characters -> the simplified one they are compared as.\n"
        f"OpenCC {opencc.__version__} t2s, jp2t (Apache-2.0); Unihan variants (Unicode License v3).",
        list(variants().items()),
    )
    write(
        "radicals.tsv",
        f"{made}\nRadicals that stand for characters in PDF text -> the character.\n"
        "Unicode EquivalentUnifiedIdeograph.txt (Unicode License v3).",
        list(radicals().items()),
    )
    write(
        "hanja.tsv",
        f"{made}\nHanja -> its Sino-Korean readings.\n"
        "Unihan kHangul (Unicode License v3), then libhangul hanja.txt (BSD-3-Clause, (c) 2005,2006 Choe Hwanjin).",
        [(char, " ".join(values)) for char, values in readings().items()],
    )


if __name__ == "__main__":
    main()
