"""The thread with which loky manages its workers, mended where it trips over its own shutdown.

Killing the workers, it cancels the calls that nobody works on yet, but their numbers stay in its
queue. The next moment it takes such a number, has no call for it, and dies of a KeyError, which
Python prints: loky 3.6 of joblib 1.6, some presses of Ctrl-C in a hundred while workers start.
"""

from contextlib import suppress
from queue import Empty

from joblib.externals.loky import process_executor


class _ManagerThread(
    # loky has neither types nor a public name for it.
    process_executor._ExecutorManagerThread  # type: ignore[misc]  # noqa: SLF001 - it has no other name
):
    def flag_executor_shutting_down(self) -> None:
        super().flag_executor_shutting_down()
        if self.executor_flags.kill_workers:
            with suppress(Empty):
                while True:
                    self.work_ids_queue.get_nowait()


def mend() -> None:
    """Let every executor that is made from now on use the mended thread."""
    process_executor._ExecutorManagerThread = _ManagerThread  # noqa: SLF001 - loky has no other way
