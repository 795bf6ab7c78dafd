"""Questions that are answered with yes or no, at the terminal."""

import sys
import unicodedata

from facefinder.language.say import _
from facefinder.output.tell import tell


def agrees(question: str, *, default: bool | None = None) -> bool:
    """Ask until the answer is a clear one: whoever types "maybe" has not said yes.

    Answers are words of the language that is spoken, so that "nein" is a no where German is.

    Args:
        question: What is asked, without the possible answers.
        default: What Enter alone means; None = nothing.

    Raises:
        EOFError: Nobody is there to answer.
    """
    choices = {None: _("[y/n]"), True: _("[Y/n]"), False: _("[y/N]")}[default]
    yes, no = _("y yes").split(), _("n no").split()
    while True:
        tell(f"{question} {choices}")
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        answer = unicodedata.normalize("NFC", line.strip().casefold())
        if answer in yes + no:
            return answer in yes
        if not answer and default is not None:
            return default
        tell(_("Please type y for yes or n for no, and press Enter."))
