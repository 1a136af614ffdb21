"""Company names with and without what says that they are companies: 주식회사, 有限公司, Co., Ltd., 그룹, 科技."""

from __future__ import annotations

import re

# Legal forms and generic heads, at an end of the name. They may be there or not, and alone they name nothing.
_BEHIND = re.compile(
    r"(?:[\s,.·-]*(?:"
    r"유한책임공사|고분유한공사|주식유한공사|유한공사|유한회사|주식회사|\(주\)|㈜|그룹|집단|홀딩스|테크놀로지스|테크놀로지|테크|"
    r"코퍼레이션|컴퍼니|인더스트리|과학기술|커지|"
    r"股份有限公司|有限责任公司|有限責任公司|集团公司|集團公司|有限公司|公司|集团|集團|控股|股份|科技|技术|技術|实业|實業|"
    r"(?<![a-z])(?:co|ltd|inc|corp|plc|llc|ag|sa|company|corporation|limited|incorporated|group|holdings?|technolog(?:y|ies)|"
    r"tech|industr(?:y|ies)|industrial|international)(?![a-z])"
    r")[.]?)+[\s,.]*$",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"^\s*(?:주식회사|유한회사|\(주\)|㈜)\s*")


def bare(name: str) -> str:
    """Return a name without the legal forms and generic heads at its ends; "" if it is nothing else.

    >>> bare("华为技术有限公司"), bare("(주)화웨이"), bare("Xiaomi Inc."), bare("Luxshare Precision Industry Co., Ltd.")
    ('华为', '화웨이', 'Xiaomi', 'Luxshare Precision')
    >>> bare("화웨이"), bare("Co., Ltd."), bare("Baltic")
    ('화웨이', '', 'Baltic')
    """
    return _BEHIND.sub("", _BEFORE.sub("", name)).strip()
