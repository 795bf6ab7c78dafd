"""What becomes of a thread's work: done, stopped, failed with a reason, or a bug."""

import pytest

from facefinder.app.task import Task
from facefinder.app.watcher import StopAskedError
from facefinder.errors import OutputError


class Job(Task):
    """A task that ends in one way."""

    def __init__(self, end: Exception | None = None) -> None:
        super().__init__(lambda: None)
        self._end = end

    def work(self) -> None:
        if self._end is not None:
            raise self._end


def ended(end: Exception | None = None) -> Job:
    job = Job(end)
    job.begin()
    job.close()
    assert not job.is_busy
    return job


def test_what_is_done_has_no_problem() -> None:
    job = ended()
    assert (job.stopped, job.problem, job.bug) == (False, "", None)


def test_what_the_user_stops_is_no_failure() -> None:
    job = ended(StopAskedError())
    assert (job.stopped, job.problem, job.bug) == (True, "", None)


def test_a_fault_has_its_reason_and_is_no_bug() -> None:
    job = ended(OutputError("The disk is full.", "Make room."))
    assert "The disk is full." in job.problem
    assert job.bug is None


@pytest.mark.parametrize("error", [ValueError("odd"), ValueError()])
def test_a_bug_has_some_reason_too(error: Exception) -> None:
    job = ended(error)
    assert job.problem
    assert job.bug is error
