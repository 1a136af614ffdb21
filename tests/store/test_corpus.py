"""A corpus that is kept: what is in the database is the same however often the run was killed.

GLOSSARY_TEST_KILLS=200 kills that many times instead of five. With -s it is told how far the runs had come.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from subprocess import TimeoutExpired
from typing import Any

import pytest
from sqlalchemy import select

from glossary import terms_yaml
from glossary.store import Store, tables
from tests.corpus.runs import SENTENCES, TERMS, contents, end, kill, rejects, run, start

KILLS = int(os.environ.get("GLOSSARY_TEST_KILLS") or 5)
SHARD = 4_000
KEEP = ("--store", "--source-field", "press", "--date-field", "day", "--keep-text")


def line(number: int, id: str) -> str:
    text = "\n".join(SENTENCES[(number + i) % len(SENTENCES)] for i in range(number % 9))
    record = {
        "id": id,
        "text": text,
        "press": ("한겨레", "신화", None)[number % 3],
        "day": f"2026-{number % 12 + 1:02}-01",
    }
    return json.dumps(record, ensure_ascii=False) + "\n"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Articles of which every tenth comes again, in another shard with another text."""
    file = tmp_path_factory.mktemp("kept") / "in.jsonl"
    with open(file, "w", encoding="utf-8") as out:
        for number in range(1500):
            out.write(line(number, f"a-{number}"))
        for number in range(0, 1500, 30):
            out.write(line(number + 3, f"a-{number}"))
    return file


@pytest.fixture
def filled(url: str) -> str:
    with Store.open(url) as store:
        store.upgrade()
        store.replace(terms_yaml.load([Path(TERMS)]), "terms.yaml")
    return url


def rows(url: str) -> Iterator[Any]:
    """What is kept, without the numbers of rows."""
    article, form, mention, source = tables.article, tables.form, tables.mention, tables.source
    with Store.open(url, patience=60) as store, store._writing() as connection:  # waits for what a dead client began
        yield from map(tuple, connection.execute(
            select(source.c.name, article.c.id, article.c.date, article.c.text)
            .join_from(article, source, source.c.key == article.c.source)
            .order_by(source.c.name, article.c.id)
        ))  # fmt: skip
        yield from map(tuple, connection.execute(
            select(source.c.name, article.c.id, mention.c.start, mention.c.stop, mention.c.minute,
                   mention.c.before, mention.c.after, form.c.concept, form.c.text, form.c.lang, form.c.status)
            .join_from(mention, article, article.c.key == mention.c.article)
            .join(source, source.c.key == article.c.source)
            .join(form, form.c.key == mention.c.form)
            .order_by(source.c.name, article.c.id, mention.c.start)
        ))  # fmt: skip
        counts = tables.mention_count
        yield from map(tuple, connection.execute(
            select(form.c.concept, form.c.text, form.c.lang, form.c.status, counts.c.month, counts.c.mentions)
            .join_from(counts, form, form.c.key == counts.c.form)
            .where(counts.c.mentions > 0)
            .order_by(form.c.concept, form.c.text, form.c.lang, form.c.status, counts.c.month)
        ))  # fmt: skip


def empty(url: str) -> None:
    with Store.open(url, patience=60) as store, store._writing() as connection:
        for table in (tables.mention, tables.mention_count, tables.article, tables.form, tables.source):
            connection.execute(table.delete())


def parts(out: Path) -> int:
    return len(list(out.glob("part-*")))


def test_killed_again_and_again(corpus: Path, filled: str, tmp_path: Path) -> None:
    """Nothing is there twice and nothing is missing, and of an article that comes twice the later one stays."""
    began = time.perf_counter()
    done = run("--corpus", corpus, "-o", tmp_path / "whole", "--workers", "2", *KEEP, shard=SHARD, database=filled)
    took = time.perf_counter() - began
    assert done.returncode == 0, done.stderr
    expected, written = list(rows(filled)), contents(tmp_path / "whole")
    assert sum(len(row) == 4 for row in expected) == 1500
    assert len(expected) > 5000
    assert {row[0] for row in expected if len(row) == 4} == {"한겨레", "신화", "in.jsonl"}
    chance = random.Random()
    out = tmp_path / "out"
    outcomes: Counter[str] = Counter()
    empty(filled)
    kills = 0
    total = sum(name.startswith("part-") for name in written)
    while kills < KILLS:
        # Behind any of the parts but the last, so that there is something left to do; or while they are handed over.
        wanted = chance.randint(min(parts(out), total - 1), total - 1)
        process = start(
            "--corpus", corpus, "-o", out, "--workers", "2", "--resume", *KEEP, shard=SHARD, database=filled
        )
        while parts(out) < wanted and process.poll() is None:
            time.sleep(0.005)
        try:
            process.wait(chance.uniform(0, took / 20))
        except TimeoutExpired:
            kill(process.pid)
            kills += 1
            process.communicate()
            outcomes[f"{parts(out)} parts, {len(list(out.glob('shards/*.kept')))} to hand over"] += 1
        else:
            assert end(process).returncode == 0
            assert list(rows(filled)) == expected
            outcomes["done"] += 1
            shutil.rmtree(out)
            empty(filled)
    done = run("--corpus", corpus, "-o", out, "--resume", *KEEP, shard=SHARD, database=filled)
    assert done.returncode == 0, done.stderr
    assert list(rows(filled)) == expected
    assert contents(out) == written
    again = run("--corpus", corpus, "-o", tmp_path / "again", "--workers", "1", *KEEP, shard=SHARD, database=filled)
    assert again.returncode == 0
    assert list(rows(filled)) == expected
    print(f"\n{KILLS} kills within {took:.2f} s of a run: {dict(outcomes)}")


def test_what_is_kept_is_part_of_the_run(corpus: Path, filled: str, tmp_path: Path) -> None:
    """Half of a run in the database and half of it not would be no concordance."""
    out = tmp_path / "out"
    (tmp_path / "in.jsonl").write_text(line(1, "a"), encoding="utf-8")
    assert run("--corpus", tmp_path / "in.jsonl", "-o", out, database=filled).returncode == 0
    done = run("--corpus", tmp_path / "in.jsonl", "-o", out, "--resume", "--store", database=filled)
    assert done.returncode == 2
    assert "what is kept in a database is not what it was begun with" in done.stderr


def test_dates_that_are_none_are_rejected(filled: str, tmp_path: Path) -> None:
    days = [
        "2026-03-02",
        "20260302",
        "2026-03-02T09:30:15Z",
        "2026-03-02 09:30",
        None,
        "",
        "2.3.2026",
        1772440200,
        "2026-13-01",
    ]
    lines = [json.dumps({"id": n, "text": "화웨이", "day": day}) for n, day in enumerate(days)]
    (tmp_path / "in.jsonl").write_text("\n".join([*lines, '{"id": "x", "text": "화웨이"}']), encoding="utf-8")
    done = run(
        "--corpus", tmp_path / "in.jsonl", "-o", tmp_path / "out", "--store", "--date-field", "day", database=filled
    )
    assert done.returncode == 1
    assert [(one["line"], one["reason"].partition(";")[0]) for one in rejects(tmp_path / "out")] == [
        (7, "the field 'day' is no date of ISO 8601 ('2.3.2026')"),
        (8, "the field 'day' is no string with a date"),
        (9, "the field 'day' is no date of ISO 8601 ('2026-13-01')"),
    ]
    with Store.open(filled) as store:
        found = {one["article"]: one["date"] for one in store.concordance("huawei")["mentions"]}
    assert found == {
        "0": "2026-03-02", "1": "2026-03-02", "2": "2026-03-02T09:30+00:00", "3": "2026-03-02T09:30",
        "4": None, "5": None, "x": None,
    }  # fmt: skip


def test_pages_in_a_folder(filled: str, tmp_path: Path) -> None:
    """Places count in the page's source, the line around a name is what a reader sees."""
    (tmp_path / "news" / "b").mkdir(parents=True)
    page = "<p>새 화<b>웨</b>이\n<i>칩</i>&amp;</p>"
    (tmp_path / "news" / "b" / "a.html").write_text(page, encoding="utf-8")
    assert run("--corpus", tmp_path / "news", "-o", tmp_path / "out", "--store", database=filled).returncode == 0
    with Store.open(filled) as store:
        (found,) = store.concordance("huawei")["mentions"]
    assert page[found["start"] : found["end"]] == "화<b>웨</b>이"
    assert (found["left"], found["form"], found["right"]) == ("새 ", "화웨이", " 칩&")
    assert (found["source"], found["article"], found["date"]) == ("news", "b/a.html", None)


def test_parquet_has_dates_of_its_own(filled: str, tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from datetime import datetime

    from pyarrow import parquet

    table = pyarrow.table({"id": [1], "text": ["화웨이"], "press": ["신화"], "day": [datetime(2026, 3, 2, 9, 30)]})
    parquet.write_table(table, tmp_path / "in.parquet")
    wanted = ("--store", "--source-field", "press", "--date-field")
    done = run("--corpus", tmp_path / "in.parquet", "-o", tmp_path / "out", *wanted, "day", database=filled)
    assert done.returncode == 0, done.stderr
    with Store.open(filled) as store:
        (found,) = store.concordance("huawei")["mentions"]
    assert (found["source"], found["date"]) == ("신화", "2026-03-02T09:30")
    done = run("--corpus", tmp_path / "in.parquet", "-o", tmp_path / "other", *wanted, "when", database=filled)
    assert "'when'; choose one of id, text, press, day with --date-field" in done.stderr
