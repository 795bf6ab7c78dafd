"""Questions that are answered with yes or no, at the terminal."""

import sys

from facefinder.output.tell import tell

YES, NO = ("y", "yes"), ("n", "no")


def agrees(question: str, *, default: bool | None = None) -> bool:
    """Ask until the answer is a clear one: whoever types "nein" or "maybe" has not said yes.

    Args:
        question: What is asked, without the possible answers.
        default: What Enter alone means; None = nothing.

    Raises:
        EOFError: Nobody is there to answer.
    """
    choices = {None: "[y/n]", True: "[Y/n]", False: "[y/N]"}[default]
    while True:
        tell(f"{question} {choices}")
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        answer = line.strip().lower()
        if answer in YES + NO:
            return answer in YES
        if not answer and default is not None:
            return default
        tell("Please type y for yes or n for no, and press Enter.")
