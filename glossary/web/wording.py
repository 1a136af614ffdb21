"""The words of the pages, in Korean: all in one place, so that other languages can stand beside them."""

from __future__ import annotations

from glossary.model import Status

TITLE = "한중영 용어집"
TAGLINE = "중국 이름을 한글·한자·영어로"
SEARCH = "이름 찾기"
PLACEHOLDER = "한글, 한자, 병음, 초성…"
BUTTON = "찾기"
INTRO = "들은 대로, 본 대로, 치다 만 대로 넣어 보세요."
EXAMPLES = (
    ("성텅", "한글", "ko"),
    ("승등", "한국 한자음", "ko"),
    ("ㅎㅇㅇ", "초성", "ko"),
    ("昇騰", "번체", "zh-Hant"),
    ("昇腾", "간체", "zh-Hans"),
    ("shengteng", "병음", "zh-Latn"),
    ("ghkdnpdl", "자판 바뀜", "und"),
)
RESULTS = "찾은 이름"
FOUND = "{count}건"
NOTHING = "맞는 이름이 없습니다."
NOTHING_MEND = "한자, 병음, 초성, 한국 한자음 같은 다른 표기로도 찾아 보세요."
DID_YOU_MEAN = "혹시 이 이름인가요?"
NO_KOREAN = "한국어 표기 없음"
SIMPLIFIED = "간체"
TRADITIONAL = "번체"
PINYIN = "병음"
ENGLISH = "영어"
TICKERS = "종목 코드"
WHY = "찾은 까닭"
EDITS = "오타 {count}곳"
NEAR = "비슷한 표기"
BY_THE_RULE = "외래어 표기법으로는"
SINO_KOREAN = "한국 한자음"
FOUND_DEPRECATED = "찾으신 것은 쓰지 않는 표기입니다."
DOCS = "HTTP API"
HOME = "처음으로"

STATUS = {
    Status.PREFERRED: "권장 표기",
    Status.ADMITTED: "허용 표기",
    Status.DEPRECATED: "쓰지 않는 표기",
}
CATEGORY = {
    "organization": "기업·단체",
    "product": "제품",
    "person": "인물",
    "place": "지명",
    "institution": "기관",
    "publication": "매체·간행물",
    "event": "행사",
    "term": "용어",
}
# The contract's names of readings; a reading that is not here shows its own name.
VIA = {
    "exact": "표기 일치",
    "script": "간체·번체·이체자",
    "sino-korean": "한국 한자음",
    "transcription": "외래어 표기법",
    "spelling": "예전 표기",
    "pinyin": "병음",
    "pinyin-initials": "병음 머리글자",
    "wade-giles": "웨이드·자일스식 표기",
    "romanization": "로마자 표기",
    "chosung": "초성",
    "keyboard": "한/영 자판 바뀜",
    "prefix": "앞부분 일치",
    "particle": "조사·회사 형태를 떼고 일치",
    "part": "일부 일치",
    "ticker": "종목 코드",
}
PROBLEM = {
    400: "주소나 입력을 읽을 수 없습니다.",
    404: "이 주소에는 아무것도 없습니다.",
    405: "이 주소에서는 할 수 없는 요청입니다.",
    413: "넣은 글이 너무 깁니다. 줄여서 다시 찾아 보세요.",
    503: "용어집을 불러오는 중입니다. 잠시 뒤에 다시 열어 보세요.",
}
PROBLEM_OTHER = "문제가 생겨 답하지 못했습니다. 잠시 뒤에 다시 해 보세요."
