"""What is left of a run that is cut short: all that was read, if there is an index file."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from facefinder.errors import WorkersError

KEPT = "What was read is kept; the same command goes on from there."


@contextmanager
def saying_what_is_kept(is_kept: Callable[[], bool]) -> Iterator[None]:
    """Add a note to Ctrl-C and to workers' dying, which are no fault of what was read: it is kept.

    Args:
        is_kept: Whether something was read, and there is an index file that has it; asked when the
            block ends too early.
    """
    try:
        yield
    except (KeyboardInterrupt, WorkersError) as end:
        if is_kept():
            end.add_note(KEPT)
        raise
