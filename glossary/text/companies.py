"""Company names with and without what says that they are companies: 주식회사, 有限公司, Co., Ltd., 그룹, 科技."""

from __future__ import annotations

import re

from glossary.text import chinese

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


# A registered name is place, brand, trade and legal form (企业名称登记管理规定, 第六条); these are the common trades.
_TRADE = re.compile(
    r"(?:集成电路|半导体|微电子|电子|电气|电器|计算机系统|计算机|软件|信息|网络|通信|通讯|智能|机器人|新能源|能源|电池|汽车|机械|重工|"
    r"装备|材料|化工|化妆品|日化|生物|医药|药业|制药|医疗|食品|饮料|服饰|物流|传媒|文化|教育|环保|光电|光伏|储能|钢铁|航空|航天|"
    r"반도체|전자|에너지|자동차|배터리|바이오로직스|바이오|제약|의료|소프트웨어|정보|식품|화학|"
    r"(?<![a-z])(?:semiconductors?|electronics?|energy|motors?|auto(?:mobile|motive)?|batter(?:y|ies)|bio(?:tech|logics)?|"
    r"pharma(?:ceuticals?)?|medical|software|foods?|chemicals?|products|sports|robotics)(?![a-z])|\s)+$",
    re.IGNORECASE,
)
_SEAT = re.compile(r"^[\u4e00-\u9fff]{2,3}[省市](?=[\u4e00-\u9fff]{2})")


def brand(name: str) -> str:
    """Return what tells a registered company name from others: without place, trade and legal form.

    A name that says no legal form is left as it is, for then its words may be the brand itself.

    >>> brand("深圳市腾讯计算机系统有限公司"), brand("沐曦集成电路（上海）有限公司"), brand("상하이자동차")
    ('腾讯', '沐曦', '상하이자동차')
    """
    simplified = chinese.to_simplified(name)
    stem = bare(re.sub(r"[(（][\u4e00-\u9fff]{2,4}[)）]", "", simplified))
    if stem == simplified:
        return name
    return _TRADE.sub("", _SEAT.sub("", stem)).strip() or name
