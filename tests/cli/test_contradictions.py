"""Nothing that was typed is ignored: what contradicts itself, or is void, ends with code 2."""

import argparse
from collections.abc import Iterator
from pathlib import Path

import pytest

from facefinder.cli.contradictions import CLASHES, LACKS, refuse_contradictions
from facefinder.cli.parser import parser
from tests.conftest import Run
from tests.support.fakes import RED, paint

DASK = "--backend dask --scheduler 127.0.0.1:1"
REFUSED = {
    "find --report r --no-report": "Leave one of them away",
    "find --index i.sqlite --no-index": "Leave one of them away",
    "find --rebuild --no-index": "Leave one of them away",
    "groups --rebuild --no-index": "Leave one of them away",
    "explain --rebuild --no-index": "Leave one of them away",
    "find --threshold 0.5 --strictness strict": "Leave one of them away",
    # Also where it is what holds anyway.
    "find --threshold 0.5 --strictness normal": "Leave one of them away",
    "find -q -D": "Leave one of them away",
    "find -p 0 --time-limit 5": "Leave --time-limit away",
    "groups -p 0 --time-limit 5": "Leave --time-limit away",
    f"find {DASK} -p 0": "Leave -p away",
    f"find {DASK} -p 4": "Leave -p away",
    f"find {DASK} --time-limit 5": "Leave --time-limit away",
    "find --backend dask": "Give both",
    "find --scheduler 127.0.0.1:1": "Give both",
    "find --scheduler 127.0.0.1:1 --backend loky": "Give both",
    "find --no-report": "Leave it away",
    "find --no-report --csv -": "Leave it away",
}
TAKEN = (
    "find --no-report --copy",
    "find --no-report --copy-to found",
    "find --no-report --copy-check",
    "find --no-report --link",
    "find --rebuild --index i.sqlite",
    "find --copy --copy-to found --report r",
    "find --strictness normal",
    "find --time-limit 5 -p 1",
    "find --backend loky -p 0",
    "find -p 0 --time-limit 0",
    f"find {DASK} --time-limit 0",
    f"find {DASK}",
    "models -q",
    "purge -D",
)


@pytest.mark.parametrize("words", REFUSED)
def test_what_would_be_ignored_is_refused_with_what_to_leave_away(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    photo = paint(tmp_path / "photos" / "1.png", RED)
    command, *more = words.split(" ")
    where = [photo] if command == "explain" else ["-i", photo]
    done = run(command, *where, "-k", photo, *more)
    assert (done.code, done.out) == (2, "")
    assert REFUSED[words] in done.err
    assert len(done.err.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["photos"], "nothing was begun"


@pytest.mark.parametrize("words", TAKEN)
def test_what_makes_sense_is_taken(words: str) -> None:
    more = ["-i", "."] if words.startswith("find") else []
    refuse_contradictions(parser().parse([*words.split(" "), *more]))


def test_every_option_of_the_table_is_one_and_has_no_default() -> None:
    of_a_kind = {action.dest: action.default for action in _actions(parser())}
    named = [option for clash in CLASHES for option in (clash.one, clash.other)]
    named += [option for lack in LACKS for option in (lack.option, *lack.needed)]
    for option in named:
        assert of_a_kind[option.partition("=")[0].removesuffix("!")] in (
            None,
            False,
            argparse.SUPPRESS,
        )


def _actions(of: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in of._actions:
        yield action
        for below in action.choices.values() if isinstance(action.choices, dict) else ():
            yield from _actions(below)
