"""Whoever decides and then closes the page: what was decided takes effect, and nobody waits."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from facefinder.app.decided import Change
from facefinder.app.review import Done, Review
from facefinder.app.run import Phase, Run
from facefinder.errors import OutputError
from facefinder.records.people import Decision
from facefinder.search.matching import Matched
from facefinder.search.standing import Standing
from facefinder.settings import Outputs
from tests.support.fakes import RED, paint
from tests.support.in_this_process import settings_of
from tests.support.locked_index import let_index_be
from tests.support.needs import IN_USE, needs
from tests.support.processes import wait_until


def run_of(album: Path, waiting: list[Change] | None = None) -> Run:
    settings = settings_of(album / "known", album / "photos", album / "index.sqlite")
    return Run(replace(settings, outputs=Outputs(copy_to=album / "found")), lambda: None, waiting)


def ready(album: Path) -> Run:
    """A search that has read and copied everything, and waits for what is asked of it."""
    run = run_of(album)
    run.begin()
    assert wait_until(lambda: run.phase is Phase.READY)
    return run


def wrong(run: Run, name: str) -> Callable[[Review], Done]:
    """What to do where somebody says that a photo does not show Anna."""
    assert run.review is not None
    match = next(one for one in run.review.matched.matches if one.photo.name == name)
    return lambda review: review.decide([Decision("Anna", match.face_id, yes=False)])


def copies(album: Path) -> set[str]:
    return {path.name for path in (album / "found" / "Anna").glob("*.png")}


def found_again(album: Path) -> set[str]:
    """The photos of Anna that the next search finds and copies."""
    run = ready(album)
    run.close()
    assert run.bug is None
    return copies(album)


def test_a_decision_just_before_the_page_is_closed_while_photos_are_copied(
    album: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(60):
        paint(album / "photos" / f"more-{number}.png", RED, (90, 121, 4 * number))
    run = run_of(album)
    closing = threading.Thread(target=run.close)

    def decide_and_close(_done: int, _total: int) -> None:
        if not run._closing.is_set():
            run.soon(wrong(run, "anna-1.png"))
            closing.start()
            assert wait_until(run._closing.is_set)

    monkeypatch.setattr(run.watcher, "copied", decide_and_close)
    run.begin()
    run._thread.join()
    closing.join()
    assert run.bug is None
    assert run.actions == 1
    assert "anna-1.png" not in copies(album)
    assert len(copies(album)) < 60  # nobody waits for all of them
    assert len(found_again(album)) == 64
    assert "anna-1.png" not in copies(album)


class AskedLate(Run):
    """A search of which something is asked when it has ended, and its thread has not yet."""

    def work(self) -> None:
        super().work()
        self.soon(Review.deliver)


def test_what_comes_too_late_to_be_done_is_refused_and_not_forgotten(album: Path) -> None:
    settings = settings_of(album / "known", album / "photos", album / "index.sqlite")
    run = AskedLate(replace(settings, outputs=Outputs(copy_to=album / "found")), lambda: None)
    run.begin()
    assert wait_until(lambda: run.phase is Phase.READY)
    run.close()
    assert run.bug is None
    assert run.problem.startswith("The search has ended.")


def test_what_the_index_refused_is_tried_once_more_when_the_page_is_closed(album: Path) -> None:
    run = ready(album)

    let_index_be(run, read_only=True)
    run.soon(wrong(run, "anna-1.png"))
    assert wait_until(lambda: run.unsettled)
    let_index_be(run, read_only=False)
    run.close()
    assert run.bug is None
    assert "anna-1.png" not in copies(album)
    assert "anna-1.png" not in found_again(album)


def failing_at(run: Run, monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], None]) -> None:
    """Let reading fail, as where a stick is pulled out, after something was done meanwhile."""

    def pulled_out(_photos: int, _faces: int, _matches: int | None, _unread: int = 0) -> None:
        assert run.review is not None
        run.review.judge()
        meanwhile()
        raise OutputError("The stick is gone.")

    monkeypatch.setattr(run.watcher, "advance", pulled_out)


def test_a_decision_made_just_before_reading_fails_is_kept(
    album: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = run_of(album)
    failing_at(run, monkeypatch, lambda: run.soon(wrong(run, "anna-1.png")))
    run.begin()
    run._thread.join()
    assert (run.phase, run.problem) == (Phase.FAILED, "The stick is gone.")
    assert run.actions == 1
    assert "anna-1.png" not in found_again(album)


def test_what_no_index_took_before_a_search_failed_is_kept_by_the_next(
    album: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting: list[Change] = []
    run = run_of(album, waiting)

    def decide() -> None:
        let_index_be(run, read_only=True)
        run.soon(wrong(run, "anna-1.png"))

    failing_at(run, monkeypatch, decide)
    run.begin()
    run._thread.join()
    assert run.phase is Phase.FAILED
    assert [one.new[0].person for one in waiting] == ["Anna"]

    again = run_of(album, waiting)
    again.begin()
    assert wait_until(lambda: again.phase is Phase.READY)
    assert waiting == []
    assert "anna-1.png" not in copies(album)
    again.soon(Review.undo)
    again.close()
    assert again.bug is None
    assert "anna-1.png" in found_again(album)


def test_what_was_kept_and_not_judged_is_judged_later_and_can_be_taken_back_once(
    album: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = ready(album)
    assert run.review is not None
    follow, failures = Standing.follow, [OutputError("No room.")]

    def fails_once(standing: Standing) -> Matched:
        if failures:
            raise failures.pop()
        return follow(standing)

    monkeypatch.setattr(Standing, "follow", fails_once)
    run.soon(wrong(run, "anna-1.png"))
    assert wait_until(lambda: run.unsettled == "No room.")
    run.soon(wrong(run, "anna-2.png"))
    assert wait_until(lambda: run.actions == 2)
    assert run.unsettled == ""
    assert not {"anna-1.png", "anna-2.png"} & copies(album)
    run.soon(Review.undo)
    assert wait_until(lambda: run.actions == 3)
    assert {"anna-1.png", "anna-2.png"} & copies(album) == {"anna-2.png"}
    run.soon(Review.undo)
    assert wait_until(lambda: run.actions == 4)
    assert not run.review.can_undo
    run.close()
    assert run.bug is None
    assert {"anna-1.png", "anna-2.png"} <= copies(album)


def test_what_waits_to_be_kept_can_be_taken_back_before_it_is(album: Path) -> None:
    run = ready(album)
    let_index_be(run, read_only=True)
    run.soon(wrong(run, "anna-1.png"))
    assert wait_until(lambda: run.unsettled)
    run.soon(Review.undo)
    assert wait_until(lambda: not run.unsettled)
    run.close()
    assert run.bug is None
    assert "anna-1.png" in found_again(album)


REMOVED = "was removed or replaced while it was in use. Put it back, or search again"


def decide(run: Run, photo: str) -> None:
    before = run.actions
    run.soon(wrong(run, photo))
    assert wait_until(lambda: run.actions > before)


def searched(album: Path, waiting: list[Change]) -> Run:
    run = run_of(album, waiting)
    run.begin()
    assert wait_until(lambda: run.phase is Phase.READY)
    return run


@needs(IN_USE)
def test_what_is_decided_afterwards_is_refused_and_waits(album: Path) -> None:
    waiting: list[Change] = []
    run = searched(album, waiting)
    decide(run, "anna-1.png")
    (album / "index.sqlite").unlink()
    decide(run, "anna-2.png")
    assert REMOVED in run.unsettled
    assert {"anna-1.png", "anna-2.png"} & copies(album) == {"anna-2.png"}
    run.close()
    assert run.bug is None
    assert len(waiting) == 2  # what the deleted file has is nowhere, either

    again = searched(album, waiting)
    assert waiting == []
    assert not {"anna-1.png", "anna-2.png"} & copies(album)
    again.soon(Review.undo)
    assert wait_until(lambda: again.actions == 1)
    again.close()
    assert again.bug is None
    assert {"anna-1.png", "anna-2.png"} & copies(album) == {"anna-2.png"}


@needs(IN_USE)
def test_what_was_decided_before_waits_where_nothing_is_afterwards(album: Path) -> None:
    waiting: list[Change] = []
    run = searched(album, waiting)
    decide(run, "anna-1.png")
    decide(run, "anna-2.png")
    run.soon(Review.undo)
    assert wait_until(lambda: run.actions == 3)
    (album / "index.sqlite").unlink()
    run.close()
    assert [one.new[0].yes for one in waiting] == [False]


@needs(IN_USE)
def test_an_index_that_is_put_back_takes_what_waits(album: Path) -> None:
    run = ready(album)
    index, aside = album / "index.sqlite", album / "aside"
    index.rename(aside)
    decide(run, "anna-1.png")
    assert "anna-1.png" in copies(album)
    aside.rename(index)
    run.close()
    assert run.bug is None
    again = ready(album)
    again.close()
    assert "anna-1.png" not in copies(album)
