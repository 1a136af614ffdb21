"""From a reader's words to the glossary file: drafted, examined, accepted, exported; killed and raced in between."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from glossary import review, terms_yaml
from glossary.errors import EditFailed, InvalidGlossary, InvalidInput, ProposalChanged
from glossary.review import Review, Wish
from glossary.store import Proposal, State, Store

ROOT = Path(__file__).resolve().parent.parent
TERMS = """\
# The glossary of a desk.

# Companies
- id: huawei  # the maker
  category: organization
  ko: [화웨이]  # not 화위
  zh: [华为]
  en: [Huawei]
  ko_origin: transcription
  sources:
    - {ref: 'https://news.example/1', quote: 화웨이(華為)}  # read on paper

# Made in Hefei
- id: iflytek
  category: organization
  ko: [아이플라이텍, 커다쉰페이]  # lint: one-source, departure: its own name
  zh: [科大讯飞]
  en: [iFLYTEK]
  sources:
    - {ref: 'https://news.example/2'}

# Places
- id: shenzhen
  category: place
  ko: [선전]
  zh: [深圳]
  ambiguous: [선전]
  ko_origin: transcription
  sources:
    - {ref: 'https://news.example/3'}
"""
GUILIN = Wish("organization", zh=["桂林電子"], en=["Guilin Electronics"], seen="https://news.example/9", note="새 회사")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store.open(tmp_path / "glossary.db", patience=30)
    store.upgrade()
    store.replace(terms_yaml.parse(TERMS), "terms.yaml")
    return store


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "terms.yaml"
    file.write_text(TERMS, "utf-8")
    return file


@pytest.fixture(params=["database", "file"])
def desk(request: pytest.FixtureRequest, store: Store, file: Path) -> Review:
    """Proposals that go to the database alone, and to a file as well."""
    return Review(store, file if request.param == "file" else None)


def proposed(desk: Review, wish: Wish, id: str | None = None) -> Proposal:
    concept = None if id is None else desk.concept(id)
    return desk.proposals.get(desk.proposals.add(desk.drafted(wish, concept, 1)))


def correcting(**forms: list[str]) -> Wish:
    """A correction of huawei."""
    return Wish("organization", **{"ko": ["화웨이"], "zh": ["华为"], "en": ["Huawei"], **forms})  # type: ignore[arg-type]


def accept(desk: Review, proposal: Proposal, content: str | None = None) -> int:
    examined = desk.examined(proposal, content)
    assert examined.errors == ()
    return desk.accept(proposal, content or proposal.content, examined.seen, "민지", "좋습니다")


# Drafts


def test_a_name_in_hanzi_becomes_a_concept(desk: Review) -> None:
    proposal = proposed(desk, GUILIN)
    (concept,) = terms_yaml.parse(proposal.content).concepts
    assert concept.id == "guilin-electronics"
    assert [term.text for term in concept.terms] == ["구이린뎬쯔", "桂林电子", "Guilin Electronics"]
    assert (concept.ko_origin, concept.sources[0].ref) == ("transcription", "https://news.example/9")
    assert (proposal.concept, proposal.base, proposal.note) == (None, "", "새 회사")


@pytest.mark.parametrize(
    ("wish", "id"),
    [
        (Wish("term", ko=["화웨이클라우드"]), "hwaweikeullaudeu"),
        (Wish("term", ko=["성텅"], en=["Ascend"]), "ascend"),
        (Wish("organization", zh=["华为"]), "hua-wei"),
        (Wish("organization", en=["Huawei"]), "huawei-2"),
    ],
)
def test_ids_are_free(desk: Review, wish: Wish, id: str) -> None:
    assert proposed(desk, wish).content.startswith(f"- id: {id}\n")


def test_what_is_no_proposal_is_refused(desk: Review) -> None:
    with pytest.raises(InvalidInput, match="no name"):
        desk.drafted(Wish("term"), None, 1)
    with pytest.raises(InvalidInput, match="nothing is different"):
        desk.drafted(correcting(), desk.concept("huawei"), 1)
    with pytest.raises(InvalidInput, match="no form is left"):
        desk.drafted(correcting(ko=[], zh=[], en=[]), desk.concept("huawei"), 1)


def test_a_correction_keeps_what_it_does_not_name(file: Path, store: Store) -> None:
    proposal = proposed(Review(store, file), correcting(ko=["화웨이", "화위"]), "huawei")
    assert "- id: huawei  # the maker\n" in proposal.content
    assert "  ko: [화웨이, 화위]  # not 화위\n" in proposal.content
    assert "quote: 화웨이(華為)}  # read on paper\n" in proposal.content


# Accepting


def test_accepting_a_new_concept(desk: Review, store: Store, file: Path) -> None:
    proposal = proposed(desk, GUILIN)
    assert accept(desk, proposal) == 2
    concept = store.load()[0].by_id["guilin-electronics"]
    assert concept.preferred(terms_yaml.LANG_FIELDS["ko"]) == "구이린뎬쯔"
    after = desk.proposals.get(proposal.number)
    assert (after.state, after.revision) == (State.ACCEPTED, 2)
    assert [step.curator for step in desk.proposals.steps(proposal.number)] == ["", "민지"]
    if desk._file:
        assert terms_yaml.load([file]) == store.load()[0]
        assert file.read_text("utf-8").replace(f"{proposal.content}\n", "") == TERMS
    else:
        assert file.read_text("utf-8") == TERMS


def test_accepting_a_correction_keeps_all_comments(store: Store, file: Path) -> None:
    desk = Review(store, file)
    accept(desk, proposed(desk, correcting(ko=["화웨이", "화위"]), "huawei"))
    text = file.read_text("utf-8")
    assert text == TERMS.replace("ko: [화웨이]  #", "ko: [화웨이, 화위]  #").replace(
        "'https://news.example/1'", "https://news.example/1"
    )
    assert terms_yaml.parse(text) == store.load()[0]


def test_a_curator_edits_and_explains(store: Store, file: Path) -> None:
    desk = Review(store, file)
    proposal = proposed(desk, GUILIN)
    better = proposal.content.replace("ko_origin", "# lint: one-source: it is new\n  ko_origin").replace(
        "sources:", "definition: {ko: 전자 기업, en: Electronics company}\n  sources:"
    )
    accept(desk, proposal, better)
    assert "# lint: one-source: it is new" in file.read_text("utf-8")
    assert [step.kind for step in desk.proposals.steps(proposal.number)] == ["proposed", "edited", "accepted"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("桂林电子", "桂林電子"), "not-simplified"),
        (("category: organization", "category: company"), "load"),
        (("- id: guilin-electronics", "- id: huawei"), "id"),
        (("en: [Guilin Electronics]", "en: [Huawei]"), "shared-form"),
        (("ko: [", "ko: ["), None),
        (("- id", "id"), "load"),
        (("ko_origin", "a: *b\n  ko_origin"), "load"),
    ],
)
def test_what_is_wrong_is_told_and_not_accepted(
    desk: Review, store: Store, file: Path, change: tuple[str, str], code: str | None
) -> None:
    proposal = proposed(desk, GUILIN)
    content = proposal.content.replace(*change)
    examined = desk.examined(proposal, content)
    assert {problem.code for problem in examined.errors} == ({code} if code else set())
    if code:
        with pytest.raises(InvalidGlossary):
            desk.accept(proposal, content, examined.seen, "민지", "")
        assert desk.proposals.get(proposal.number) == proposal
        assert store.edition().revision == 1
        assert file.read_text("utf-8") == TERMS


@pytest.mark.parametrize(
    "content", ["", "[]\n", "- id: a\n  category: term\n  ko: 가\n- id: b\n  category: term\n  ko: 나\n"]
)
def test_exactly_one_concept(desk: Review, content: str) -> None:
    assert desk.examined(proposed(desk, GUILIN), content).errors


def test_a_correction_keeps_its_id(desk: Review) -> None:
    proposal = proposed(desk, correcting(ko=["화웨이", "화위"]), "huawei")
    for id in ("huawei-x", "iflytek"):
        content = proposal.content.replace("- id: huawei", f"- id: {id}")
        assert [problem.code for problem in desk.examined(proposal, content).errors] == ["id"]


def test_a_concept_that_was_removed_is_not_brought_back(store: Store) -> None:
    desk = Review(store)
    proposal = proposed(desk, correcting(ko=["화웨이", "화위"]), "huawei")
    store.replace(terms_yaml.parse(TERMS[TERMS.index("- id: iflytek") :]), "without")
    assert [problem.code for problem in desk.examined(proposal).errors] == ["id"]


def test_refusing_wants_a_reason(desk: Review, store: Store) -> None:
    proposal = proposed(desk, GUILIN)
    with pytest.raises(InvalidInput, match="a refusal has a reason"):
        desk.refuse(proposal, "민지", "")
    desk.refuse(proposal, "민지", "이미 있습니다")
    assert desk.proposals.get(proposal.number).state is State.REFUSED
    assert store.edition().revision == 1


# Two at once


def test_a_concept_that_changed_since_it_was_looked_at(desk: Review, store: Store, file: Path) -> None:
    first = proposed(desk, correcting(ko=["화웨이", "화위"]), "huawei")
    second = proposed(desk, correcting(en=["Huawei", "HUAWEI Technologies"]), "huawei")
    seen = desk.examined(second).seen
    accept(desk, first)
    with pytest.raises(ProposalChanged, match="the concept was changed"):
        desk.accept(second, second.content, seen, "서준", "")
    examined = desk.examined(second)
    assert [change.name for change in examined.changes] == ["ko", "en"]
    assert examined.today != second.base


def test_a_file_that_is_saved_in_between_is_left_alone(store: Store, file: Path) -> None:
    """Somebody saves the file in an editor after the look and before the write, which waits for another writer."""
    desk = Review(store, file)
    proposal, other = proposed(desk, GUILIN), proposed(desk, Wish("term", ko=["다른 이름"]))
    seen = desk.examined(proposal).seen
    outcome: list[object] = []

    def work() -> None:
        try:
            outcome.append(desk.accept(proposal, proposal.content, seen, "민지", ""))
        except ProposalChanged as error:
            outcome.append(str(error))

    for wait in (0.5, 2, 8):  # for the other thread to have read the file
        mine = TERMS + f"# saved after {wait} seconds\n"
        thread = threading.Thread(target=work)
        with desk.proposals.deciding(other.number, 1):
            thread.start()
            time.sleep(wait)
            file.write_text(mine, "utf-8")
        thread.join()
        if isinstance(outcome[-1], str):
            break
    assert "the glossary file was changed" in str(outcome[-1])
    assert file.read_text("utf-8") == mine
    assert desk.proposals.get(proposal.number) == proposal
    assert store.edition().revision == 1
    accept(desk, proposal)
    assert "# saved after" in file.read_text("utf-8")


def test_two_curators_at_once(desk: Review, store: Store, file: Path) -> None:
    """Of each proposal one of them wins, and nothing of what was accepted is lost."""
    desks = [Review(store, desk._file) for _ in range(2)]
    wishes = [replace(GUILIN, en=[f"Guilin {number}"], zh=[f"桂林{chr(0x4E00 + number)}"]) for number in range(6)]
    proposals = [proposed(desk, wish) for wish in wishes]
    outcomes: list[tuple[int, str]] = []

    def work(own: Review, curator: str) -> None:
        for proposal in proposals:
            while True:
                try:
                    examined = own.examined(proposal)
                    own.accept(proposal, proposal.content, examined.seen, curator, "")
                    outcomes.append((proposal.number, curator))
                except ProposalChanged:
                    if own.proposals.get(proposal.number).state is State.OPEN:
                        continue  # the file was: look again
                break

    threads = [threading.Thread(target=work, args=(own, name)) for own, name in zip(desks, "가나", strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(number for number, _ in outcomes) == [proposal.number for proposal in proposals]
    ids = {f"guilin-{number}" for number in range(6)}
    assert ids <= set(store.load()[0].by_id)
    if desk._file:
        assert terms_yaml.load([file]) == store.load()[0]
    for number, curator in outcomes:
        assert [step.curator for step in desk.proposals.steps(number)] == ["", curator]


# What fails, and what is killed


def test_a_file_without_room_leaves_nothing(store: Store, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Review(store, file)
    proposal = proposed(desk, GUILIN)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EditFailed, match=r"No space left .* Nothing was accepted"):
        accept(desk, proposal)
    monkeypatch.undo()
    assert desk.proposals.get(proposal.number) == proposal
    assert store.edition().revision == 1
    assert file.read_text("utf-8") == TERMS
    assert [path.name for path in file.parent.iterdir() if path.suffix == ".part"] == []
    assert accept(desk, proposal) == 2


def test_a_file_that_is_gone(store: Store, tmp_path: Path) -> None:
    with pytest.raises(EditFailed, match="GLOSSARY_EDIT_FILE"):
        Review(store, tmp_path / "none.yaml").drafted(GUILIN, None, 1)


def test_rights_and_links_stay(store: Store, file: Path) -> None:
    file.chmod(0o640)
    link = file.with_name("link.yaml")
    link.symlink_to(file)
    desk = Review(store, link)
    accept(desk, proposed(desk, GUILIN))
    assert link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o640
    assert "guilin-electronics" in file.read_text("utf-8")


# Stops for ever at one of its steps, which it names first.
ACCEPTING = """
import os, sys, time
from pathlib import Path
from glossary import review
from glossary.review import Review
from glossary.store import Store, proposals
from sqlalchemy import event
from sqlalchemy.dialects import sqlite
step = sys.argv[3]
def stop(*_):
    print("there", flush=True)
    time.sleep(600)
with Store.open(Path(sys.argv[1])) as store:
    desk = Review(store, Path(sys.argv[2]))
    proposal = desk.proposals.get(1)
    seen = desk.examined(proposal).seen
    if step == "before the file":
        review._replace = stop
    elif step == "in the file":
        os.replace = stop
    elif step == "behind the file":
        event.listen(store._database.engine, "commit", stop)
    print("ready", flush=True)
    desk.accept(proposal, proposal.content, seen, "민지", "")
    print("done", flush=True)
    time.sleep(600 if step == "done" else 0)
"""


def killed(tmp_path: Path, step: str, after: float | None = None) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", ACCEPTING, str(tmp_path / "glossary.db"), str(tmp_path / "terms.yaml"), step],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    if after is None:
        assert process.stdout.readline() in ("there\n", "done\n")
    else:
        time.sleep(after)
    process.kill()
    process.communicate(timeout=60)


@pytest.mark.parametrize(
    ("step", "in_file", "accepted"),
    [
        ("before the file", False, False),
        ("in the file", False, False),
        ("behind the file", True, False),
        ("done", True, True),
    ],
)
def test_killed_between_two_steps(
    store: Store, file: Path, tmp_path: Path, step: str, in_file: bool, accepted: bool
) -> None:
    """Wherever it is killed: the file is whole, and to accept again leads to where it would have led."""
    desk = Review(store, file)
    proposal = proposed(desk, GUILIN)
    store.close()
    killed(tmp_path, step)
    glossary = terms_yaml.load([file])
    assert ("guilin-electronics" in glossary.by_id) is in_file
    assert (store.edition().revision == 2) is accepted
    assert (desk.proposals.get(1).state is State.ACCEPTED) is accepted
    if not accepted:
        assert desk.examined(proposal).done is in_file
        assert accept(desk, proposal) == 2
    assert terms_yaml.load([file]) == store.load()[0]
    assert [step.kind for step in desk.proposals.steps(1)] == ["proposed", "accepted"]
    assert file.read_text("utf-8").count("guilin-electronics") == 1


def test_killed_at_any_moment(store: Store, file: Path, tmp_path: Path) -> None:
    chance = random.Random()
    for number in range(int(os.environ.get("GLOSSARY_TEST_KILLS") or 10) // 2):
        file.write_text(TERMS, "utf-8")
        store.replace(terms_yaml.parse(TERMS), "terms.yaml")
        for path in tmp_path.glob("glossary.db*"):
            path.unlink()
        store.upgrade()
        store.replace(terms_yaml.parse(TERMS), "terms.yaml")
        desk = Review(store, file)
        proposal = proposed(desk, GUILIN)
        killed(tmp_path, "", chance.uniform(0, 0.4))
        glossary = terms_yaml.load([file])
        found = desk.proposals.get(1)
        if found.state is State.ACCEPTED:
            assert "guilin-electronics" in glossary.by_id
        else:
            assert found == proposal, number
            accept(desk, proposal)
        assert terms_yaml.load([file]) == store.load()[0]


# Git


def git(folder: Path, *arguments: str, given: str = "") -> str:
    own = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "core.autocrlf=false"]
    done = subprocess.run([*own, *arguments], cwd=folder, input=given, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("ending", ["\n", ""])
@pytest.mark.parametrize("name", ["terms.yaml", "한 용어.yaml"])
def test_git_takes_the_export(store: Store, tmp_path: Path, ending: str, name: str) -> None:
    """What the database alone accepted becomes a patch; with it the file holds the same, and all its comments."""
    desk = Review(store)
    accept(desk, proposed(desk, correcting(ko=["화웨이", "화위"]), "huawei"))
    accept(desk, proposed(desk, GUILIN))
    accept(desk, proposed(desk, correcting(ko=["화웨이", "화위"], en=["Huawei", "Huawei Technologies"]), "huawei"))
    refused = proposed(desk, Wish("term", ko=["거절될 이름"]))
    desk.refuse(refused, "민지", "아닙니다")
    text = TERMS.rstrip("\n") + ending
    exported = review.exported(desk.proposals.all(State.ACCEPTED), text)
    assert exported.left_out == ()
    checkout = tmp_path / "checkout"
    (checkout / "data").mkdir(parents=True)
    file = checkout / "data" / name
    file.write_text(text, "utf-8", newline="\n")
    git(checkout, "init", "-q")
    git(checkout, "add", ".")
    git(checkout, "commit", "-qm", "one")
    patch = review.patch(text, exported.text, f"data/{name}")
    git(checkout, "apply", "--index", "-", given=patch)
    assert terms_yaml.load([file]) == store.load()[0]
    assert file.read_text("utf-8") == exported.text
    for comment in ("# The glossary of a desk.", "# the maker", "# not 화위", "# read on paper", "# Made in Hefei"):
        assert comment in exported.text
    again = review.exported(desk.proposals.all(State.ACCEPTED), exported.text)
    assert (again.text, again.left_out) == (exported.text, ())
    assert review.patch(exported.text, again.text, "x") == ""


def test_what_the_file_has_otherwise_is_left_out(store: Store) -> None:
    desk = Review(store)
    accept(desk, proposed(desk, correcting(ko=["화웨이", "화위"]), "huawei"))
    accept(desk, proposed(desk, GUILIN))
    other = TERMS.replace("ko: [화웨이]", "ko: [화웨이, 화위에이]")
    exported = review.exported(desk.proposals.all(State.ACCEPTED), other)
    assert exported.left_out == ("huawei",)
    assert "ko: [화웨이, 화위에이]" in exported.text
    assert "guilin-electronics" in exported.text
