"""How a program that measures ends: what the user can mend is said in a sentence."""

from collections.abc import Callable

from builder.environment import say
from facefinder.errors import FacefinderError


def code_of(program: Callable[[], None]) -> int:
    """0, or the exit code of an error for the user, which is told."""
    try:
        program()
    except FacefinderError as error:
        say(str(error))
        return error.exit_code
    return 0
