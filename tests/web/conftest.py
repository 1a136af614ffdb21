from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from glossary import records, terms_yaml
from glossary.config import Settings
from glossary.live import LiveGlossary
from glossary.model import Edition, Glossary
from glossary.opening import StoreSource
from glossary.snapshot import Snapshot
from glossary.store import Store
from glossary.web.app import create_app

TERMS = """\
- id: huawei
  category: organization
  ko: [화웨이]
  zh: 华为
  en: [Huawei, Huawei Technologies]
  tickers: []
  definition: {ko: 통신장비 회사, en: Maker of network equipment}
- id: huawei-ascend
  category: product
  ko: [성텅, 어센드]
  zh: 昇腾
  en: [Ascend, Huawei Ascend]
  deprecated: {ko: [셩텅], zh: [升腾]}
  note: AI chips, not to be written 셩텅
  domain: ai
  broader: huawei
  related: [iflytek]
  sources: [{ref: 'seed:000', quote: 성텅(昇騰·Ascend)}]
- id: iflytek
  category: organization
  ko: 커다쉰페이
  zh: 科大讯飞
  en: iFLYTEK
  tickers: [002230.SZ]
- id: shenzhen
  category: place
  ko: 선전
  zh: 深圳
  en: Shenzhen
  ambiguous: [선전]
- id: arm
  category: organization
  en: Arm Holdings
- id: tags
  category: term
  ko: '<script>alert(1)</script>'
  en: '"><img src=x onerror=alert(1)>'
  definition: {ko: '<b>&amp;</b>'}
"""
ARTICLE = "화웨이는 성텅(昇騰·Ascend)을 내놨다. 🙂 셩텅이라고 쓰면 안 된다."


class Fixed:
    """A source that holds one glossary."""

    store = None
    notices = ()

    def __init__(self, glossary: Glossary, revision: int = 1) -> None:
        self._has = glossary, Edition(revision, records.content_hash(map(records.dump, glossary.concepts)))

    def edition(self) -> Edition:
        return self._has[1]

    def load(self) -> tuple[Glossary, Edition]:
        return self._has

    def close(self) -> None:
        pass


def serving(glossary: Glossary, revision: int = 1) -> LiveGlossary:
    """A live glossary that has loaded this one."""
    live = LiveGlossary(Fixed(glossary, revision), patience=300)
    live.start()
    live.serving()
    return live


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    return Snapshot.build(terms_yaml.parse(TERMS), revision=7)


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """A service of a database whose seventh revision is the glossary above."""
    url = f"sqlite:///{tmp_path_factory.mktemp('store')}/glossary.db"
    with Store.open(url) as store:
        store.upgrade()
        for number in range(1, 7):
            store.replace(terms_yaml.parse(f"- id: huawei\n  category: term\n  ko: 이름{number}\n"), f"{number}.yaml")
        store.replace(terms_yaml.parse(TERMS), "terms.yaml")
    live = LiveGlossary(StoreSource(url), patience=300)
    live.start()
    live.serving()
    return create_app(Settings(), live)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
