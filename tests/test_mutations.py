"""Slips of the keyboard in real files: whatever an edit leaves, every stage has an answer, and it points into the file.

`PANOPLY_MUTATIONS=10000 pytest tests/test_mutations.py` looks longer; `python -m bench.mutants` looks long and keeps what
it finds.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Iterator

import pytest

from bench import mutants
from bench.mutants import Tally, make_mutant, try_one
from bench.trial import Stand, Trial, WrongError, prepare
from panoply.problems import Place, Problems
from tests.reading import ROOT

BATCHES = 8
EACH = int(os.environ.get("PANOPLY_MUTATIONS", "400")) // BATCHES
STATE = "class: state\nname: Lebanon\nnames:\n  - name: لبنان\n    lang: ar\n"
BROKE = {
    "a key that is not printable, in a problem's field": STATE.replace("lang:", "\u2fff- lang: x:"),
    "the modeline above an entry that is not the first": STATE.replace(
        "name: L", "# yaml-language-server: $schema=../../schema/country.schema.json\nname: L"
    ),
}
"""What `bench.mutants` found, cut down to what broke; all of it in entities/countries/lebanon.yml."""


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    before = signal.signal(signal.SIGPROF, mutants.hang_up)
    yield prepare(ROOT, tmp_path_factory.mktemp("mutants"))
    signal.signal(signal.SIGPROF, before)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_every_slip_gets_an_answer_at_its_place(stand: Stand, batch: int) -> None:
    for number in range(batch * EACH, (batch + 1) * EACH):
        faults = try_one(stand, 0, number).faults
        assert not faults, f"{faults[0].details}\nmake_mutant(stand, 0, {number})"


@pytest.mark.parametrize("what", BROKE)
def test_what_once_broke_a_stage_no_longer_does(stand: Stand, what: str) -> None:
    origin = next(origin for origin in stand.origins if origin.path == "entities/countries/lebanon.yml")
    Trial(stand, origin, BROKE[what].encode()).run()


def test_real_files_pass_every_stage(stand: Stand) -> None:
    """What stands beside a file is enough for it to have no problems, so that mutants reach the pages."""
    reached: Counter[str] = Counter()
    chosen = [origin for origin in stand.origins if origin.folder not in ("countries", "sources")][::5]
    for origin in chosen:
        trial = Trial(stand, origin, origin.text.encode(), is_whole=origin is chosen[0])
        trial.run()
        reached.update(trial.reached)
    assert set(map(reached.get, ("past the reader", "past check", "past fmt", "pages made"))) == {len(chosen)}
    assert reached["all pages made"] == 1


def test_one_seed_and_number_give_the_same_mutant(stand: Stand) -> None:
    some = [(make_mutant(stand, 7, number).origin.path, make_mutant(stand, 7, number).content) for number in range(30)]
    assert some == [(make_mutant(stand, 7, n).origin.path, make_mutant(stand, 7, n).content) for n in range(30)]
    assert some != [(make_mutant(stand, 8, n).origin.path, make_mutant(stand, 8, n).content) for n in range(30)]


# planted faults


def test_a_crash_is_found(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise KeyError("planted")

    monkeypatch.setattr("bench.trial.compare", crash)
    (fault,) = try_one(stand, 0, 1).faults
    assert (fault.stage, fault.number) == ("diff", 1)
    assert "KeyError: 'planted'" in fault.details


def test_a_hang_is_found(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: object) -> None:
        while True:
            pass

    monkeypatch.setattr("bench.trial.compare", hang)
    monkeypatch.setattr(mutants, "MOST_SECONDS", 0.2)
    (fault,) = try_one(stand, 0, 1).faults
    assert fault.stage == "diff"
    assert fault.what.startswith("HangError")  # and where it was met, if the signal came between two of its steps


def test_a_problem_out_of_the_file_is_found(stand: Stand) -> None:
    origin, problems = stand.origins[0], Problems()
    problems.add("NUMBER", Place(origin.path, 9), "planted")
    with pytest.raises(WrongError, match="points out of the file: NUMBER"):
        Trial(stand, origin, b"name: x\n").tell(problems)


def test_batches_add_up() -> None:
    whole = Tally()
    for batch in (Tally(2, Counter(a=1), Counter(x=1), 0.5), Tally(3, Counter(a=2, b=1), Counter(y=1), 0.25)):
        whole.add(batch)
    assert (whole.tried, whole.reached, whole.codes, whole.slowest) == (5, Counter(a=3, b=1), Counter(x=1, y=1), 0.5)
