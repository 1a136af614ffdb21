"""Annotation of articles against the bare automaton, flashtext, spaCy and a plain regex; and where its time goes."""

from __future__ import annotations

import re
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from random import Random
from time import perf_counter, process_time
from types import FrameType
from typing import Any
from unittest import mock

from benchmarks import corpus
from benchmarks.report import Table, forget, in_own_process, middle, ratio, seconds
from glossary import forms
from glossary.annotate import ENGINE, Annotator, matching, reader, substitution
from glossary.model import Glossary
from glossary.text import fold

ARTICLES = 150
SLOW = 15  # articles for the slow peers
REGEX_NAMES = 1000
MOST_PEERS = 100_000  # names that the peers are given: with more they take gigabytes
PROFILE_SECONDS = 4.0
_TICK = 0.0005
_AUTOMATON = "automaton"
_UNASKED = "annotate, no models"

# What a function of the package is counted as, by file and name; the innermost frame that has a row decides.
_STAGES: dict[tuple[str, str | None], str] = {
    ("fold.py", None): "fold",
    (__file__.rpartition("/")[2], "find"): _AUTOMATON,
    ("boundaries.py", None): "boundaries",
    ("substitution.py", None): "models",
    ("reader.py", None): "models",
    ("evidence.py", None): "evidence",
    ("features.py", None): "evidence",
    ("context.py", None): "evidence",
    ("annotator.py", "annotate"): "mention objects",
    ("annotator.py", "_told"): "evidence",
    ("annotator.py", "_longest"): "overlaps",
    ("annotator.py", "_without_overlaps"): "overlaps",
    ("annotator.py", None): "hits to candidates",
}


def tables(quick: bool) -> list[Table]:
    """Return the speeds and the profile."""
    sizes = (1_000, 10_000) if quick else (1_000, 10_000, 100_000, 1_000_000)
    results = [in_own_process(_measured, size, 5 if quick else 11) for size in sizes]
    speeds = [row for rows, _ in results for row in rows]
    shares = {size: shares for size, (_, shares) in zip(sizes, results, strict=True)}
    stages = sorted({stage for own in shares.values() for stage in own}, key=lambda s: -shares[sizes[-1]].get(s, 0))
    return [
        Table(
            "Annotation",
            f"{corpus.ARTICLE}-character articles, MB of UTF-8 per second of CPU, medians of interleaved runs; ratio "
            f"to the bare automaton ({ENGINE}, all overlapping hits in text folded beforehand). Goal: annotate >= 0.2.",
            ("names", "what", "forms", "MB/s", "ratio", "hits/100 chars", "build CPU s"),
            speeds,
        ),
        Table(
            "Where annotation spends its time",
            "Shares in per cent of samples, by number of names.",
            ("stage", *(f"{size:,} %" for size in sizes)),
            [(stage, *(100 * shares[size].get(stage, 0.0) for size in sizes)) for stage in stages],
        ),
    ]


def _measured(names: int, repetitions: int) -> tuple[list[Sequence[Any]], dict[str, float]]:
    rng = Random(names)
    glossary = corpus.glossary(names, rng)
    newsroom = corpus.Newsroom(glossary, rng)
    built: dict[str, Any] = {}

    def observed(patterns: Sequence[str]) -> matching.Finder:
        bare = matching.finder(patterns)
        built.update(bare=bare, forms=len(patterns))

        def find(text: str) -> matching.HitList:
            return bare(text)

        return find

    matching.ENGINES["observed"] = observed
    begin = process_time()
    annotator = Annotator.build(glossary, "observed")
    build = process_time() - begin
    bare = built["bare"]
    peers = _peers(glossary, names)
    substitution.gain("", "선전", "에서", "place")  # which loads the models
    reader.odds(reader.Place("", "선전", "에서", "place"))
    annotator.annotate(newsroom.articles(1)[0])

    times: dict[str, list[float]] = {name: [] for name in ("bare automaton", "annotate", _UNASKED, *peers)}
    sizes: dict[str, list[float]] = {name: [] for name in times}
    mentions = hits = 0
    for repetition in range(repetitions):
        forget()
        articles = newsroom.articles(ARTICLES)
        folded = [fold.key(article) for article in articles]
        runs: list[tuple[str, Callable[[str], object], list[str], list[str]]] = [
            ("bare automaton", bare, folded, articles),
            ("annotate", annotator.annotate, articles, articles),
            (_UNASKED, annotator.annotate, articles, articles),
            *((name, peer, articles[:SLOW], articles[:SLOW]) for name, (peer, _) in peers.items()),
        ]
        for name, run, texts, originals in runs if repetition % 2 else runs[::-1]:
            with _unasked() if name == _UNASKED else nullcontext():
                times[name].append(seconds(lambda run=run, texts=texts: [run(text) for text in texts]))  # type: ignore[misc]
            sizes[name].append(sum(len(text.encode()) for text in originals) / 1e6)
        if repetition == 0:
            mentions = sum(len(annotator.annotate(article)) for article in articles)
            hits = sum(len(bare(text)) for text in folded)
    speeds = {name: [size / time for size, time in zip(sizes[name], times[name], strict=True)] for name in times}
    characters = ARTICLES * corpus.ARTICLE / 100
    extra = {"bare automaton": (hits / characters, None), "annotate": (mentions / characters, build)}
    rows: list[Sequence[Any]] = []
    for name, speed in speeds.items():
        density, seconds_built = extra.get(name, (None, peers[name][1] if name in peers else None))
        share = ratio(speed, speeds["bare automaton"])
        rows.append((f"{names:,}", name, built["forms"], middle(speed), share, density, seconds_built))
    return rows, _profile(annotator, newsroom)


@contextmanager
def _unasked() -> Iterator[None]:
    """Let the models have nothing to say, and take no time for it."""
    with (
        mock.patch.object(substitution, "gain", return_value=0),
        mock.patch.object(reader, "odds", return_value=0),
        mock.patch.object(reader, "read_ahead"),
    ):
        yield


def _peers(glossary: Glossary, names: int) -> dict[str, tuple[Callable[[str], object], float]]:
    """Return the peers with their build times, over the names as written."""
    if names > MOST_PEERS:
        return {}
    written = list(dict.fromkeys(term.text for concept in glossary.concepts for term in forms.written(concept)))
    peers: dict[str, tuple[Callable[[str], object], float]] = {}
    try:
        from flashtext import KeywordProcessor  # type: ignore[import-untyped,unused-ignore]
    except ImportError:
        print("flashtext-i18n is not installed (pip install flashtext-i18n): left out")
    else:
        begin = process_time()
        processor = KeywordProcessor()
        processor.add_keywords_from_list(written)
        built = process_time() - begin
        peers["flashtext-i18n"] = (lambda text: processor.extract_keywords(text, span_info=True), built)
    try:
        import spacy  # type: ignore[import-not-found,unused-ignore]
        from spacy.matcher import PhraseMatcher  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        print("spaCy is not installed (pip install spacy): left out")
    else:
        # Its Chinese tokenizer takes single characters, which alone finds names with particles behind them.
        nlp = spacy.blank("zh")
        begin = process_time()
        matcher = PhraseMatcher(nlp.vocab)
        matcher.add("name", list(nlp.tokenizer.pipe(written)))
        built = process_time() - begin
        peers["spaCy PhraseMatcher"] = (lambda text: matcher(nlp.make_doc(text)), built)
    if names <= REGEX_NAMES:
        begin = process_time()
        pattern = re.compile("|".join(map(re.escape, sorted(written, key=len, reverse=True))), re.IGNORECASE)
        peers["regex"] = (lambda text: [match.span() for match in pattern.finditer(text)], process_time() - begin)
    return peers


def _profile(annotator: Annotator, newsroom: corpus.Newsroom) -> dict[str, float]:
    """Return the share of each stage, by sampling: unlike a tracing profiler it adds nothing to small functions."""
    samples: Counter[str] = Counter()

    def sample(_: int, frame: FrameType | None) -> None:
        samples[_stage(frame)] += 1

    earlier = signal.signal(signal.SIGALRM, sample)
    try:
        end = perf_counter() + PROFILE_SECONDS
        while perf_counter() < end:
            articles = newsroom.articles(ARTICLES)  # new ones: what the reader has told once it remembers
            signal.setitimer(signal.ITIMER_REAL, _TICK, _TICK)
            for article in articles:
                annotator.annotate(article)
            signal.setitimer(signal.ITIMER_REAL, 0)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, earlier)
    return {stage: count / samples.total() for stage, count in samples.items()}


def _stage(frame: FrameType | None) -> str:
    while frame is not None:
        file = frame.f_code.co_filename.rpartition("/")[2]
        stage = _STAGES.get((file, frame.f_code.co_name)) or _STAGES.get((file, None))
        if stage:
            return stage
        frame = frame.f_back
    return "other"
