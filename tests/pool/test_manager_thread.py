"""loky's own thread survives that the workers are killed while calls still wait for them."""

from concurrent.futures import Future

import pytest
from joblib.externals.loky.process_executor import (
    ProcessPoolExecutor,
    ShutdownExecutorError,
    _WorkItem,
)

from facefinder.pool import manager_thread

pytestmark = pytest.mark.slow


def test_a_call_that_waits_while_workers_are_killed_is_cancelled_in_silence() -> None:
    # An exception in the thread would be a warning of pytest's, and so an error.
    manager_thread.mend()
    executor = ProcessPoolExecutor(1)
    assert executor.submit(abs, -1).result() == 1  # the worker and the thread are there
    waiting: Future[int] = Future()
    # Under its lock the thread sees the call and the end at once, as after an ill-timed Ctrl-C.
    with executor._shutdown_lock:
        executor._pending_work_items[99] = _WorkItem(waiting, abs, (-1,), {})
        executor._work_ids.put(99)
        executor._flags.shutdown = executor._flags.kill_workers = True
        executor._executor_manager_thread_wakeup.wakeup()
    executor.shutdown(kill_workers=True)
    with pytest.raises(ShutdownExecutorError):
        waiting.result()
