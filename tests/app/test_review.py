"""What decisions do to the folder with the copies while it is still being filled."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain, repeat
from pathlib import Path

import pytest

from facefinder.app.register import Register
from facefinder.app.review import AT_ONCE, Review
from facefinder.deliver.copies import always, copy_photos, tell_nobody
from facefinder.deliver.manifest import Manifest
from facefinder.records.people import Decision
from facefinder.search.steps import searching
from facefinder.settings import Outputs
from tests.support.fakes import RED, paint
from tests.support.in_this_process import settings_of
from tests.support.recorder import Recorder

NEAR_BLUE = (0, 145, 255)
"""Is worth a check."""

FIRST = 2
"""Copies that are there when the first decision comes."""


@contextmanager
def judged(
    album: Path,
    goes_on: Callable[[], bool] = always,
    wish: Outputs = Outputs(),  # noqa: B008 - frozen
) -> Iterator[Review]:
    """All photos are read and judged, and none is copied yet."""
    settings = settings_of(album / "known", album / "photos", album / "index.sqlite")
    with searching(settings, Recorder()) as search:
        search.read(Recorder())
        target, register = album / "found", Register()
        review = Review(search, target, register, tell_nobody, goes_on=goes_on, wish=wish)
        review.whole = True
        review.judge()
        yield review


@pytest.fixture
def review(album: Path) -> Iterator[Review]:
    """A search whose first photos are copied, and the others are not."""
    turns = chain([True] * FIRST, [False], repeat(True))
    with judged(album, lambda: next(turns)) as review:
        review.deliver()
        yield review


def copies(album: Path) -> set[str]:
    return {file.name for file in (album / "found").glob("*/*.png")}


def word(review: Review, name: str, person: str, *, yes: bool) -> Decision:
    there = (one for one in review.matched.matches if one.photo.name == name)
    match = next(one for one in there if one.person == person)
    return Decision(person, match.face_id, yes=yes)


def test_a_decision_takes_effect_before_all_is_copied(review: Review, album: Path) -> None:
    everything = {f"anna-{number}.png" for number in range(5)} | {"ben.png"}
    assert review.behind
    first = copies(album)
    assert len(first) == FIRST
    rest = sorted(name for name in everything - first if name.startswith("anna"))
    gone, not_yet = min(first), rest[0]
    removed = review.decide([word(review, gone, "Anna", yes=False)])
    assert (removed.removed, removed.added) == (1, 0)
    review.decide([word(review, not_yet, "Anna", yes=False)])
    assert review.decide([word(review, "perhaps.png", "Ben", yes=True)]).added == 1
    assert copies(album) == first - {gone} | {"perhaps.png"}
    review.deliver()
    assert not review.behind
    assert copies(album) == everything - {gone, not_yet} | {"perhaps.png"}
    review.undo()
    review.undo()
    review.undo()
    assert copies(album) == everything


def test_what_somebody_else_wrote_into_the_list_of_copies_stays(album: Path) -> None:
    with judged(album) as review:
        review.deliver()
        review.decide([word(review, "anna-0.png", "Anna", yes=False)])
        Manifest(album / "found").keep(lambda row: not row.source.endswith("anna-1.png"))
        review.decide([word(review, "anna-2.png", "Anna", yes=False)])
        listed = {Path(row.source).name for row in Manifest(album / "found").rows}
        assert listed == {"anna-3.png", "anna-4.png", "ben.png"}


def test_a_photo_with_another_face_of_the_person_stays_and_that_is_said(album: Path) -> None:
    red, green, blue = RED
    paint(album / "photos" / "two.png", RED, (red, green, blue + 3))
    with judged(album) as review:
        review.deliver()
        done = review.decide([word(review, "two.png", "Anna", yes=False)])
        assert (done.removed, done.stays) == (0, 1)
        assert "two.png" in copies(album)
        done = review.decide([word(review, "two.png", "Anna", yes=False)])
        assert (done.removed, done.stays) == (1, 0)
        assert "two.png" not in copies(album)


def test_a_yes_before_all_is_copied_brings_a_photo_to_those_of_everybody_together(
    album: Path,
) -> None:
    paint(album / "photos" / "both.png", RED, NEAR_BLUE)
    with judged(album, lambda: False, Outputs(together=True)) as review:
        review.deliver()
        assert review.behind
        done = review.decide([word(review, "both.png", "Ben", yes=True)])
        assert (done.problem, done.added) == ("", 3)
        folders = {file.parent.name for file in (album / "found").rglob("both.png")}
        assert folders == {"Anna", "Ben", "Anna + Ben"}
        assert review.undo().removed == 2
        assert [file.parent.name for file in (album / "found").rglob("both.png")] == ["Anna"]


def test_an_action_that_needs_many_copies_lets_the_next_come_first(album: Path) -> None:
    for number in range(2 * AT_ONCE):
        paint(album / "photos" / f"more-{number}.png", RED, (90, 121, 6 * number))
    waiting: list[str] = []
    with judged(album, lambda: not waiting) as review:
        review.deliver()
        everything = copies(album)
        hers = everything - {"ben.png"}
        review.decide([word(review, name, "Anna", yes=False) for name in hers])
        assert copies(album) == {"ben.png"}
        waiting.append("the next")
        assert review.undo().added == AT_ONCE
        assert review.behind
        waiting.clear()
        review.deliver()
        assert not review.behind
        assert copies(album) == everything


def test_writing_names_lets_the_next_action_come_first_and_goes_on_after_it(
    album: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("facefinder.app.names_beside.NAMED_TOGETHER", 2)
    waiting: list[str] = []
    turns = chain([True], repeat(False))  # somebody presses a key after the first names
    with judged(album, lambda: next(turns) if waiting else True) as review:
        review.deliver()
        everything = copies(album)
        waiting.append("the next")
        assert review.name_copies(on=True).named == 2
        assert review.behind
        gone = min(everything)
        assert review.decide([word(review, gone, "Anna", yes=False)]).removed
        waiting.clear()
        review.deliver()
        assert not review.behind
        assert copies(album) == everything - {gone}
        named = {file.name for file in (album / "found").glob("*/*.xmp")}
        assert {name.split(".")[0] for name in named} == {
            name.split(".")[0] for name in copies(album)
        }


def test_somebody_whose_folder_was_moved_away_gets_all_copies_again(album: Path) -> None:
    with judged(album) as review:
        review.deliver()
        everything = copies(album)
        (album / "found" / "Anna").rename(album / "elsewhere")
        done = review.decide([word(review, "anna-0.png", "Anna", yes=True)])
        assert done.added == len(everything) - 1
        assert copies(album) == everything


def test_what_is_confirmed_is_not_among_those_to_check_any_more(album: Path) -> None:
    with judged(album) as review:
        doubtful = [one for one in review.matched.matches if one.photo.name == "perhaps.png"]
        copy_photos(doubtful, album / "found", check=True)
        review.deliver()
        assert review.earlier == 1
        done = review.decide([word(review, "perhaps.png", "Ben", yes=True)])
        assert (done.added, done.problem, review.earlier) == (1, "", 0)
        found = [file.parent.name for file in (album / "found").rglob("perhaps.png")]
        assert found == ["Ben"]
        assert review.undo().removed == 1
        assert not list((album / "found").rglob("perhaps.png"))
