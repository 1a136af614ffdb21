"""What each kind of evidence adds to annotation: the score of labelled sentences with it switched off.

    python tools/ablate_evidence.py [FOLDER …]

A folder holds articles as NAME.txt with NAME.json and their terms.yaml, and may hold sentences.jsonl; the sentences of
tests/quality are always measured. Prints a Markdown table of strict F1 in per cent.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

from glossary import background, terms_yaml
from glossary.annotate import Annotator, annotator, evidence, features
from glossary.annotate.boundaries import Surroundings
from glossary.annotate.words import Borders

ROOT = Path(__file__).parent.parent
QUALITY = ROOT / "tests" / "quality"

# Features are switched off in groups: those that see the same thing stand in for one another.
GROUPS = {
    "glosses": ("gloss", "another gloss", "gloss of another"),
    "suffixes and titles": ("suffix", "weak suffix"),
    "China, Korea's provinces, other states": ("China", "abroad", "place abroad", "abroad in sentence", "other state"),
    "words of its kind": ("kind before", "kind behind", "category"),
    "words that stand with it": ("company", "company beside", "alone"),
    "what tells one of two concepts": ("another nearer", "told so"),
    "words that stand with the form otherwise": ("ordinary", "ordinary beside"),
    "its definition, province and holder": ("definition", "province before", "holder", "kin in sentence",
                                            "maker before"),
    "lists": ("list", "list of doubtful"),
    "Korean particles and endings": ("where", "predicate", "determiner", "bare"),
    "other people's trades, works": ("other trade", "a work"),
    "hanzi around": ("in a word", "an office", "another office", "free", "of it", "runs on", "verb behind"),
    "Latin around": ("Latin beside", "case", "capitals"),
    "numbers": ("model number", "no number"),
    "the language model": ("stand-in",),
    "the reader": ("read as a name",),
    "what the form is": tuple(one.name for one in features.FEATURES if one.where == features.FORM),
    "the rest of the article": tuple(one.name for one in features.FEATURES if one.where == features.ARTICLE),
}  # fmt: skip
RULES = {
    "words across a Hangul name": (Surroundings, "crossed"),
    "words across a Chinese name": (Borders, "crossed"),
    "the reader on words across": (Annotator, "_cut"),
    "streets": (annotator, "is_street"),
}

Records = list[dict[str, Any]]


def _nothing(*asked: Any, **how: Any) -> Any:
    """Answer no; to what asks about many, for none of them."""
    return set() if isinstance(asked[-2], list) else False


def main() -> None:
    """Print the table."""
    sets = list(_sets([Path(folder) for folder in sys.argv[1:]]))
    print("| Without | " + " | ".join(name for name, _, _ in sets) + " |")
    print("| --- |" + " ---: |" * len(sets))
    rows = [("nothing", _without(()))]
    rows += [(name, _without(features)) for name, features in GROUPS.items()]
    rows += [(name, mock.patch.object(*where, _nothing)) for name, where in RULES.items()]
    for name, switched_off in rows:
        with switched_off:
            print(f"| {name} | " + " | ".join(f"{100 * _f1(*own):.1f}" for _, *own in sets) + " |", flush=True)
    with mock.patch.object(background, "lent", lambda glossary: glossary):
        alone = list(_sets([Path(folder) for folder in sys.argv[1:]]))
    print("| what the program's glossary lends | " + " | ".join(f"{100 * _f1(*own):.1f}" for _, *own in alone) + " |")


def _sets(folders: list[Path]) -> Iterator[tuple[str, Annotator, Records]]:
    shipped = _annotator(ROOT / "data" / "terms.yaml")
    for file in sorted(QUALITY.glob("annotate*.jsonl")):
        yield file.stem, shipped, _lines(file)
    for name in ("dense-articles", "dense-sentences"):
        yield name, _annotator(QUALITY / "dense.yaml"), _lines(QUALITY / f"{name}.jsonl")
    for file in sorted(QUALITY.glob("stress-*.jsonl")):
        yield file.stem, _annotator(file.with_suffix(".yaml")), _lines(file)
    for folder in folders:
        own = _annotator(folder / "terms.yaml")
        labels = sorted(folder.glob("*.json"))
        texts = [label.with_suffix(".txt").read_bytes().decode() for label in labels]
        yield (
            folder.name,
            own,
            [{"text": text, **json.loads(label.read_bytes())} for label, text in zip(labels, texts, strict=True)],
        )
        if (folder / "sentences.jsonl").exists():
            yield f"{folder.name} sentences", own, _lines(folder / "sentences.jsonl")


def _annotator(terms: Path) -> Annotator:
    return Annotator.build(background.lent(terms_yaml.load([terms])))


def _lines(file: Path) -> Records:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


@contextmanager
def _without(names: tuple[str, ...]) -> Iterator[None]:
    left = tuple(replace(feature, weight=0) if feature.name in names else feature for feature in features.FEATURES)
    with mock.patch.object(evidence, "FEATURES", left), mock.patch.object(evidence, "_PLANS", evidence.Plans()):
        yield


def _f1(own: Annotator, records: Records) -> float:
    right = found = labelled = 0
    for record in records:
        gold = {(one["start"], one["end"], one["concept"]) for one in record["mentions"]}
        mentions = {(one["start"], one["end"], one["concept"]) for one in own.annotate(record["text"])}
        right += len(gold & mentions)
        found += len(mentions)
        labelled += len(gold)
    return 2 * right / (found + labelled)


if __name__ == "__main__":
    main()
