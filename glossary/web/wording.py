"""What the pages call statuses, categories, readings and failures, in the language of the reader."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext

from glossary import opening
from glossary.model import Lang, Status

STATUS = {
    Status.PREFERRED: lazy_gettext("권장 표기"),
    Status.ADMITTED: lazy_gettext("허용 표기"),
    Status.DEPRECATED: lazy_gettext("쓰지 않는 표기"),
}
# The same beside a form, where there is little room.
MARK = {
    Status.ADMITTED: lazy_gettext("허용"),
    Status.DEPRECATED: lazy_gettext("쓰지 않음"),
}
LANGUAGE = {
    Lang.KO: lazy_gettext("한국어"),
    Lang.ZH_HANS: lazy_gettext("간체"),
    Lang.ZH_HANT: lazy_gettext("번체"),
    Lang.EN: lazy_gettext("영어"),
    "zh-Latn": lazy_gettext("병음"),
    Lang.UND: lazy_gettext("종목 코드"),
}
# What a note is written in that is not in the reader's language.
WRITTEN_IN = {
    Lang.KO: lazy_gettext("한국어"),
    Lang.ZH_HANS: lazy_gettext("중국어"),
    Lang.EN: lazy_gettext("영어"),
}
# How a preferred Korean form arose.
ORIGIN = {
    "transcription": lazy_gettext("중국어 소리를 옮김"),
    "sino-korean": lazy_gettext("한국 한자음으로 읽음"),
    "translation": lazy_gettext("뜻을 옮김"),
    "mixed": lazy_gettext("소리와 뜻을 섞음"),
    "own-name": lazy_gettext("스스로 쓰는 한국어 이름"),
}
# What a revision did to a concept, and to which of its fields.
KIND = {
    "added": lazy_gettext("신규 등록"),
    "changed": lazy_gettext("고침"),
    "removed": lazy_gettext("뺌"),
}
FIELD = {
    "terms": lazy_gettext("표기"),
    "category": lazy_gettext("분류"),
    "definition": lazy_gettext("뜻풀이"),
    "note": lazy_gettext("쓸 때 참고"),
    "pinyin": lazy_gettext("병음"),
    "tickers": lazy_gettext("종목 코드"),
    "ko_origin": lazy_gettext("권장 표기의 유래"),
    "established": lazy_gettext("굳은 관용인지"),
    "ambiguous": lazy_gettext("다른 뜻의 같은 말"),
    "domain": lazy_gettext("분야"),
    "broader": lazy_gettext("상위 항목"),
    "related": lazy_gettext("관련 이름"),
    "external": lazy_gettext("바깥 자료"),
    "sources": lazy_gettext("출처"),
}
# What a concept is about; a domain that is not here shows its own name.
DOMAIN = {
    "aerospace": lazy_gettext("항공우주"),
    "ai": lazy_gettext("인공지능"),
    "airlines": lazy_gettext("항공사"),
    "automotive": lazy_gettext("자동차"),
    "aviation": lazy_gettext("항공"),
    "batteries": lazy_gettext("배터리"),
    "business": lazy_gettext("경영"),
    "cars": lazy_gettext("자동차"),
    "chips": lazy_gettext("반도체"),
    "cloud": lazy_gettext("클라우드"),
    "construction": lazy_gettext("건설"),
    "consumer electronics": lazy_gettext("가전"),
    "culture": lazy_gettext("문화"),
    "defense": lazy_gettext("국방"),
    "economy": lazy_gettext("경제"),
    "education": lazy_gettext("교육"),
    "electronics": lazy_gettext("전자"),
    "energy": lazy_gettext("에너지"),
    "entertainment": lazy_gettext("연예·오락"),
    "environment": lazy_gettext("환경"),
    "ev": lazy_gettext("전기차"),
    "finance": lazy_gettext("금융"),
    "food": lazy_gettext("식품"),
    "games": lazy_gettext("게임"),
    "geography": lazy_gettext("지리"),
    "internet": lazy_gettext("인터넷"),
    "law": lazy_gettext("법"),
    "logistics": lazy_gettext("물류"),
    "machinery": lazy_gettext("기계"),
    "materials": lazy_gettext("소재"),
    "media": lazy_gettext("언론·매체"),
    "medicine": lazy_gettext("의료·의약"),
    "politics": lazy_gettext("정치"),
    "property": lazy_gettext("부동산"),
    "real estate": lazy_gettext("부동산"),
    "research": lazy_gettext("연구"),
    "retail": lazy_gettext("유통"),
    "robotics": lazy_gettext("로봇"),
    "robots": lazy_gettext("로봇"),
    "security": lazy_gettext("보안"),
    "shipping": lazy_gettext("해운"),
    "society": lazy_gettext("사회"),
    "software": lazy_gettext("소프트웨어"),
    "space": lazy_gettext("우주"),
    "sport": lazy_gettext("스포츠"),
    "telecom": lazy_gettext("통신"),
    "trade": lazy_gettext("무역"),
    "transport": lazy_gettext("교통"),
}
# What a source is whose reference says little to a reader, by how it begins.
SOURCE = {
    "seed:": lazy_gettext("용어집을 처음 만들 때 읽은 기사 (인터넷 주소 없음)"),
    "code search": lazy_gettext("공개된 프로그램 코드와 자료에서 찾음 (저장소 이름 없음)"),
}
CATEGORY = {
    "organization": lazy_gettext("기업·단체"),
    "product": lazy_gettext("제품"),
    "person": lazy_gettext("인물"),
    "place": lazy_gettext("지명"),
    "institution": lazy_gettext("기관"),
    "publication": lazy_gettext("매체·간행물"),
    "event": lazy_gettext("행사"),
    "term": lazy_gettext("용어"),
}
# The contract's names of readings; a reading that is not here shows its own name.
VIA = {
    "exact": lazy_gettext("표기 일치"),
    "script": lazy_gettext("간체·번체·이체자"),
    "sino-korean": lazy_gettext("한국 한자음"),
    "transcription": lazy_gettext("외래어 표기법"),
    "spelling": lazy_gettext("예전 표기"),
    "pinyin": lazy_gettext("병음"),
    "pinyin-initials": lazy_gettext("병음 머리글자"),
    "wade-giles": lazy_gettext("웨이드·자일스식 표기"),
    "romanization": lazy_gettext("로마자 표기"),
    "chosung": lazy_gettext("초성"),
    "keyboard": lazy_gettext("한/영 자판 바뀜"),
    "prefix": lazy_gettext("앞부분 일치"),
    "particle": lazy_gettext("조사·회사 형태를 떼고 일치"),
    "part": lazy_gettext("일부 일치"),
    "ticker": lazy_gettext("종목 코드"),
}
NEAR = lazy_gettext("비슷한 표기")
# What can be typed, how it is called, the language of its glyphs.
EXAMPLES = (
    ("성텅", lazy_gettext("한글"), "ko"),
    ("승등", lazy_gettext("한국 한자음"), "ko"),
    ("ㅎㅇㅇ", lazy_gettext("초성"), "ko"),
    ("昇騰", lazy_gettext("번체"), "zh-Hant"),
    ("昇腾", lazy_gettext("간체"), "zh-Hans"),
    ("shengteng", lazy_gettext("병음"), "zh-Latn"),
    ("ghkdnpdl", lazy_gettext("한/영 자판 바뀜"), "und"),
)
# Of proposals: where one stands, and its steps. Of lint: how grave a finding is.
PROPOSAL = {
    "open": lazy_gettext("검토를 기다립니다"),
    "accepted": lazy_gettext("받아들였습니다"),
    "refused": lazy_gettext("받아들이지 않았습니다"),
}
STEP = {
    "proposed": lazy_gettext("제안"),
    "edited": lazy_gettext("고침"),
    "accepted": lazy_gettext("받아들임"),
    "refused": lazy_gettext("거절"),
}
SEVERITY = {"error": lazy_gettext("오류"), "warning": lazy_gettext("경고")}
PROBLEM = {
    400: lazy_gettext("주소나 입력을 읽을 수 없습니다."),
    403: lazy_gettext("다른 웹사이트에서 보낸 요청이라 받지 않았습니다. 이 웹사이트의 화면에서 다시 해 주세요."),
    404: lazy_gettext("이 주소에는 아무것도 없습니다."),
    405: lazy_gettext("이 주소에서는 할 수 없는 요청입니다."),
    409: lazy_gettext("그사이에 바뀌어 그대로 두었습니다. 다시 열어 보세요."),
    413: lazy_gettext("넣은 글이 너무 깁니다. 줄여서 다시 해 보세요."),
    429: lazy_gettext("한꺼번에 너무 많이 들어왔습니다. 나중에 다시 해 보세요."),
    503: lazy_gettext("용어집을 불러오는 중입니다. 잠시 뒤에 다시 열어 보세요."),
}
PROBLEM_OTHER = lazy_gettext("문제가 생겨 답하지 못했습니다. 잠시 뒤에 다시 해 보세요.")


def source(ref: str) -> str:
    """Return what a source is, where its reference does not tell a reader; else nothing."""
    return next((str(words) for begin, words in SOURCE.items() if ref.startswith(begin)), "")


def origin(written: str) -> str:
    """Return what a revision came from: in words what the program calls its own, a file by its name alone."""
    kind, _, number = written.partition(" ")
    if written == opening.SOURCE:
        return str(gettext("프로그램에 든 용어집"))
    if kind == "proposal" and number.isdigit():
        return str(gettext("제안 %(number)s", number=number))
    if kind == "revision" and number.isdigit():
        return str(gettext("%(number)s판으로 되돌림", number=number))
    return written.rpartition("/")[2]  # where it lay is nobody's business here
