"""Kept mentions: articles with the names in them, written in bulk, and read by concept, the newest first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from heapq import nsmallest
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, Table, and_, func, select, tuple_

from glossary.errors import InvalidInput
from glossary.model import Concordance, CorpusUse, FormUse, KeptArticle, MonthUse, WrittenMention
from glossary.store import tables
from glossary.store.databases import Database

_DAY = 24 * 60
_MOST_NAME = 300
_AT_ONCE = 1000  # values that one statement asks for
_CURSOR = re.compile(r"([0-9]{1,12})/([0-9]{1,9})/([0-9]{1,9})")

Value = TypeVar("Value")


class _Form(NamedTuple):
    """What a form's row says besides its key."""

    concept: str
    text: str
    lang: str
    kind: str
    status: str


class _Place(NamedTuple):
    """Where a mention stands in the order of its concept's."""

    minute: int
    article: int
    start: int

    @property
    def rank(self) -> tuple[int, int, int]:
        """What the order goes by: the newest article first, and each from its beginning."""
        return -self.minute, -self.article, self.start


def keep(connection: Connection, database: Database, articles: Iterable[KeptArticle]) -> None:
    """Write articles in the place of what was kept of them; of one that comes twice the later one stays."""
    latest = {(_name(article["source"]), _name(article["id"])): article for article in articles}
    written = {which: [_form(mention) for mention in article["mentions"]] for which, article in latest.items()}
    sources = _numbered(connection, database, tables.source, [(source,) for source, _ in latest])
    forms = _numbered(connection, database, tables.form, [form for own in written.values() for form in own])
    known = _known_articles(connection, {(sources[source,], id): (source, id) for source, id in latest})
    free = _free(connection, tables.article)  # asked before the known ones go, which keep their keys
    counts = _removed(connection, list(known.values()))
    article_rows: list[tuple[Any, ...]] = []
    mention_rows: list[tuple[Any, ...]] = []
    for number, (which, article) in enumerate(latest.items()):
        source, id = which
        key = known.get(which, free + number)
        text = None if article["text"] is None else _storable(article["text"])
        article_rows.append((key, sources[source,], id, article["date"], text))
        minute = _minute(article["date"])
        month = _month(minute)
        for mention, written_so in zip(article["mentions"], written[which], strict=True):
            form = forms[written_so]
            counts[form, month] += 1
            before, after = _storable(mention["left"]), _storable(mention["right"])
            mention_rows.append((key, mention["start"], mention["end"], form, minute, before, after))
    database.copy(connection, tables.article, article_rows)
    database.copy(connection, tables.mention, mention_rows)
    _count(connection, counts)


def _count(connection: Connection, counts: Counter[tuple[int, int]]) -> None:
    """Add to the counts. The numbers stand in the statement: one for each pair took as long as all the rest."""
    for piece in _pieces([f"({form}, {month}, {number})" for (form, month), number in counts.items() if number]):
        connection.exec_driver_sql(
            f"INSERT INTO glossary_mention_count (form, month, mentions) VALUES {', '.join(piece)} "
            "ON CONFLICT (form, month) DO UPDATE SET mentions = glossary_mention_count.mentions + excluded.mentions"
        )


def _removed(connection: Connection, articles: list[int]) -> Counter[tuple[int, int]]:
    """Remove articles and their mentions; return what that takes from the counts."""
    mention = tables.mention
    counts: Counter[tuple[int, int]] = Counter()
    for piece in _pieces(articles):
        here = mention.c.article.in_(piece)
        for form, minute in connection.execute(select(mention.c.form, mention.c.minute).where(here)):
            counts[form, _month(minute)] -= 1
        connection.execute(mention.delete().where(here))
        connection.execute(tables.article.delete().where(tables.article.c.key.in_(piece)))
    return counts


def concordance(connection: Connection, concept: str, form: str | None, before: str | None, limit: int) -> Concordance:
    """Return a page of a concept's mentions; with `form`, of those that are written so alone."""
    after = None if before is None else _place(before)
    forms = _forms(connection, concept)
    chosen = {key: one for key, one in forms.items() if form is None or one.text == _name(form)}
    months = _months(connection, forms)
    found = _places(connection, chosen, after, limit + 1)
    page = found[:limit]
    return {
        "mentions": _written(connection, page, chosen),
        "next": "/".join(map(str, page[-1])) if len(found) > limit else None,
        "forms": _form_uses(forms, months),
        "months": _month_uses(sum((months[key] for key in chosen), Counter[int]())),
    }


def usage(connection: Connection) -> CorpusUse:
    """Return what stands in all articles that are kept; reads every mention."""
    form, mention = tables.form, tables.mention
    counted = (
        select(
            mention.c.form, func.count().label("mentions"), func.count(mention.c.article.distinct()).label("articles")
        )
        .group_by(mention.c.form)
        .subquery()
    )
    pairs = select(form.c.concept, mention.c.article).join_from(form, mention, mention.c.form == form.c.key).distinct()
    each = pairs.subquery()
    return {
        "articles": connection.scalar(select(func.count()).select_from(tables.article)) or 0,
        "concepts": {
            row.concept: row.articles
            for row in connection.execute(
                select(each.c.concept, func.count().label("articles")).group_by(each.c.concept).order_by(each.c.concept)
            )
        },
        "forms": [
            {
                "concept": row.concept,
                "form": row.text,
                "lang": row.lang,
                "kind": row.kind,
                "status": row.status,
                "articles": row.articles,
                "mentions": row.mentions,
            }
            for row in connection.execute(
                select(form, counted.c.mentions, counted.c.articles)
                .join_from(form, counted, counted.c.form == form.c.key)
                .order_by(form.c.concept, form.c.text, form.c.lang, form.c.kind, form.c.status)
            )
        ],
    }


# Keys for what stands in rows of its own


def _numbered(
    connection: Connection, database: Database, table: Table, values: Iterable[tuple[Any, ...]]
) -> dict[tuple[Any, ...], int]:
    """Return the keys of these rows, which are there then."""
    wanted = dict.fromkeys(values)
    known = _known(connection, table, wanted)
    first = _free(connection, table)
    new = {value: first + number for number, value in enumerate(value for value in wanted if value not in known)}
    database.copy(connection, table, ((key, *value) for value, key in new.items()))
    return known | new


def _known(connection: Connection, table: Table, values: Collection[tuple[Any, ...]]) -> dict[tuple[Any, ...], int]:
    """Return the keys of those rows that are there, and of others that begin alike.

    Only the first column is asked for: SQLite uses no index for a list of rows.
    """
    first = list(table.columns)[1]
    return {
        tuple(row)[1:]: row[0]
        for piece in _pieces(list({value[0] for value in values}))
        for row in connection.execute(select(table).where(first.in_(piece)))
    }


def _known_articles(
    connection: Connection, which: Mapping[tuple[int, str], tuple[str, str]]
) -> dict[tuple[str, str], int]:
    """Return the keys of those articles that are there, by what they are called; given by their source's key and id."""
    article = tables.article
    ids: dict[int, list[str]] = {}
    for source, id in which:
        ids.setdefault(source, []).append(id)
    return {
        which[source, row.id]: row.key
        for source in ids
        for piece in _pieces(ids[source])
        for row in connection.execute(
            select(article.c.key, article.c.id).where(article.c.source == source, article.c.id.in_(piece))
        )
    }


def _free(connection: Connection, table: Table) -> int:
    return (connection.scalar(select(func.max(table.c.key))) or 0) + 1


def _form(mention: Any) -> _Form:
    return _Form(_name(mention["concept"]), _name(mention["form"]), mention["lang"], mention["kind"], mention["status"])


def _storable(text: str) -> str:
    """Return what both databases can hold of a text, at the same length."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def _name(text: str) -> str:
    """Return what an index can hold of a name: PostgreSQL's takes 2,700 bytes."""
    if len(text) > _MOST_NAME:
        text = text[:_MOST_NAME] + "…" + sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return _storable(text)


def _pieces(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))


# Dates


def _minute(written: str | None) -> int:
    """Return when it was, by the clock of where it was written."""
    if written is None:
        return 0
    moment = datetime.fromisoformat(written)
    return moment.toordinal() * _DAY + moment.hour * 60 + moment.minute


def _month(minute: int) -> int:
    """Return the number of a moment's month."""
    if not minute:
        return 0
    day = date.fromordinal(minute // _DAY)
    return day.year * 12 + day.month - 1


def _told(month: int) -> str | None:
    return f"{month // 12:04}-{month % 12 + 1:02}" if month else None


# The concordance of one concept


def _forms(connection: Connection, concept: str) -> dict[int, _Form]:
    form = tables.form
    found = connection.execute(select(form).where(form.c.concept == _name(concept)).order_by(form.c.key))
    return {row.key: _Form(row.concept, row.text, row.lang, row.kind, row.status) for row in found}


def _months(connection: Connection, forms: Collection[int]) -> dict[int, Counter[int]]:
    """Return how many mentions of each form there are of each month."""
    count = tables.mention_count
    found: dict[int, Counter[int]] = {form: Counter() for form in forms}
    for row in connection.execute(select(count).where(count.c.form.in_(forms), count.c.mentions > 0)):
        found[row.form][row.month] = row.mentions
    return found


def _form_uses(forms: dict[int, _Form], months: dict[int, Counter[int]]) -> list[FormUse]:
    uses: list[FormUse] = [
        {
            "form": one.text,
            "lang": one.lang,
            "kind": one.kind,
            "status": one.status,
            "mentions": months[key].total(),
            "last": _told(max(months[key])),
        }
        for key, one in forms.items()
        if months[key]
    ]
    return sorted(uses, key=lambda use: (-use["mentions"], use["form"], use["lang"], use["kind"], use["status"]))


def _month_uses(months: Counter[int]) -> list[MonthUse]:
    """Return the months in their order, what has no date last."""
    return [
        {"month": _told(month), "mentions": months[month]} for month in sorted(months, key=lambda one: (not one, one))
    ]


def _places(connection: Connection, forms: Collection[int], after: _Place | None, limit: int) -> list[_Place]:
    """Return where the next mentions are. Each form has an order of its own in the index, and they are merged here."""
    mention = tables.mention
    columns = mention.c.minute, mention.c.article, mention.c.start
    found: list[_Place] = []
    if after is not None:  # what is left of an article that a page ended in
        rest = and_(mention.c.article == after.article, mention.c.start > after.start, mention.c.form.in_(forms))
        found += [_Place(*row) for row in connection.execute(select(*columns).where(rest).order_by(mention.c.start))]
    for form in forms:
        newest = select(*columns).where(mention.c.form == form)
        if after is not None:
            newest = newest.where(tuple_(mention.c.minute, mention.c.article) < (after.minute, after.article))
        newest = newest.order_by(mention.c.minute.desc(), mention.c.article.desc(), mention.c.start).limit(limit)
        found += [_Place(*row) for row in connection.execute(newest)]
    return nsmallest(limit, found, key=lambda place: place.rank)


def _written(connection: Connection, places: list[_Place], forms: dict[int, _Form]) -> list[WrittenMention]:
    article, mention, source = tables.article, tables.mention, tables.source
    # More than is wanted, by pairs that are not on the page: a list of pairs would use no index in SQLite.
    keys, starts = {place.article for place in places}, {place.start for place in places}
    found = connection.execute(select(mention).where(mention.c.article.in_(keys), mention.c.start.in_(starts)))
    rows = {(row.article, row.start): row for row in found}
    # Not in one query: right after a run PostgreSQL has no statistics yet, and would read every article there is.
    named = connection.execute(
        select(article.c.key, article.c.id, article.c.date, source.c.name)
        .join(source, source.c.key == article.c.source)
        .where(article.c.key.in_(keys))
    )
    articles = {row.key: row for row in named}
    mentions: list[WrittenMention] = []
    for place in places:
        row, of = rows[place[1:]], articles[place.article]
        form = forms[row.form]
        mentions.append(
            {
                "concept": form.concept,
                "form": form.text,
                "lang": form.lang,
                "kind": form.kind,
                "status": form.status,
                "start": row.start,
                "end": row.stop,
                "left": row.before,
                "right": row.after,
                "article": of.id,
                "source": of.name,
                "date": of.date,
            }
        )
    return mentions


def _place(cursor: str) -> _Place:
    found = _CURSOR.fullmatch(cursor)
    if found is None:
        raise InvalidInput("cursor", "this is no cursor; take it from `next` of the page before")
    return _Place(*map(int, found.groups()))
