"""What is left of a run that is cut short: all that was read, if there is an index file."""

from collections.abc import Iterator
from contextlib import contextmanager

KEPT = "What was read is kept; the same command goes on from there."


@contextmanager
def saying_what_is_kept(error: type[BaseException], *, keeps: bool) -> Iterator[None]:
    """Add a note to an error that ends the block too early: what was read is kept.

    Args:
        error: What ends it without being the fault of what was read, such as Ctrl-C.
        keeps: Whether there is an index file; else nothing is kept, and nothing is said.
    """
    try:
        yield
    except error as end:
        if keeps:
            end.add_note(KEPT)
        raise
