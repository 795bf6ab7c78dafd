"""Progress of a search, and the way to pause and to stop it."""

import threading

import pytest

from facefinder.app.document import _progress
from facefinder.app.watcher import StopAskedError, Watcher
from tests.support.processes import wait_until


def test_bar_and_time_go_as_the_search_expects_it_and_end_at_the_end() -> None:
    watcher = Watcher(lambda: None)
    assert (watcher.progress.share, watcher.progress.to_go) == (0, None)
    watcher.start(10, 5)
    assert (watcher.progress.share, watcher.progress.to_go) == (0.5, None)
    watcher.expect(0.6, 90.0)
    watcher.advance(4, 0, None)
    assert (watcher.progress.share, watcher.progress.to_go) == (0.6, 90)
    watcher.end()
    assert (watcher.progress.share, watcher.progress.to_go) == (1, 0)
    assert _progress(watcher.progress)["toGo"] == 0


def test_it_counts_and_hands_on_the_turn() -> None:
    turns = []
    watcher = Watcher(lambda: turns.append(1))
    watcher.start(10, 2)
    watcher.advance(3, 4, None)
    watcher.advance(1, 0, 1)
    progress = watcher.progress
    assert (progress.total, progress.known, progress.done, progress.faces) == (10, 2, 4, 4)
    assert len(turns) == 2


def test_a_pause_lasts_until_it_goes_on_and_others_get_their_turn() -> None:
    turns: list[int] = []
    watcher = Watcher(lambda: turns.append(1))
    watcher.pause()
    reading = threading.Thread(target=watcher.advance, args=(1, 0, 0))
    reading.start()
    assert wait_until(lambda: len(turns) >= 3)
    assert reading.is_alive()
    watcher.go_on()
    reading.join()


@pytest.mark.parametrize("paused", [False, True])
def test_stop_ends_it_also_in_a_pause(*, paused: bool) -> None:
    watcher = Watcher(lambda: None)
    if paused:
        watcher.pause()
    watcher.stop()
    with pytest.raises(StopAskedError):
        watcher.advance(1, 0, 0)
    with pytest.raises(StopAskedError):
        watcher.say("before the first photo, too")
