"""Jobs of a thread: none that was taken is lost, whenever it comes."""

import threading
from functools import partial

from facefinder.app.jobs import Jobs


def test_jobs_are_done_in_their_order() -> None:
    jobs, done = Jobs(), list[int]()
    for number in range(3):
        assert jobs.add(partial(done.append, number))
    jobs.do_one()
    assert (done, jobs.is_empty) == ([0], False)
    jobs.do_all()
    assert (done, jobs.is_empty) == ([0, 1, 2], True)


def test_what_comes_while_the_last_one_is_done_is_done_too_and_later_nothing_is_taken() -> None:
    jobs, done = Jobs(), list[str]()
    jobs.add(lambda: done.append(str(jobs.add(lambda: done.append("late")))))
    jobs.end()
    assert done == ["True", "late"]
    assert not jobs.add(lambda: done.append("too late"))
    jobs.do_all()
    assert done == ["True", "late"]


def test_each_job_that_was_taken_is_done_however_many_threads_add_some() -> None:
    jobs, done, taken = Jobs(), list[int](), list[int]()
    begun = threading.Barrier(5)

    def ask() -> None:
        begun.wait()
        while jobs.add(lambda: done.append(1)):
            taken.append(1)

    asking = [threading.Thread(target=ask) for _ in range(4)]
    for one in asking:
        one.start()
    begun.wait()
    jobs.do_one()
    jobs.end()
    for one in asking:
        one.join()
    assert len(done) == len(taken)
