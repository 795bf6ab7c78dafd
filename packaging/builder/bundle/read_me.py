"""READ ME FIRST, for the person with the stick: a file in each language."""

import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from builder.environment import PACKAGING
from facefinder.language.catalogue import codes
from facefinder.language.say import _, marked, speak, spoken

SOURCE = PACKAGING / "read_me_first.txt"
"""The text in English; blank lines part its paragraphs, and a line in brackets says which systems
the paragraph below it is for, if it is not for all."""

SYSTEMS = {"win32": "Windows", "linux": "Linux", "darwin": "macOS"}
"""How that line calls each `sys.platform`."""

NAME = marked("READ ME FIRST")
"""The file's name in English, without its ending."""

WIDTH = 98
"""Letters in a line, which any editor's window shows."""


class Paragraph(NamedTuple):
    """A part of the text.

    Attributes:
        margin: What its first line begins with: spaces, or the number of a step.
        sentences: The rest as one line, a key of the catalogue.
        systems: Whom it is for; empty = for all.
    """

    margin: str
    sentences: str
    systems: str = ""

    @property
    def is_command(self) -> bool:
        """Whether it is to be typed as it is, in any language."""
        return self.sentences.startswith("{program}") and len(self.margin) > 3


def paragraphs() -> Iterator[Paragraph]:
    """Take the English text apart."""
    for part in SOURCE.read_text("utf-8").split("\n\n"):
        found = re.fullmatch(r"(?:\[(.+)\]\n)?(\d\. | *)(.+)", part, re.DOTALL)
        if not found:
            raise ValueError(f"{SOURCE.name} has an empty paragraph")
        systems, margin, words = found.groups(default="")
        yield Paragraph(margin, " ".join(words.split()), systems)


def sentences() -> Iterator[str]:
    """All that is to be translated."""
    yield NAME
    yield from (part.sentences for part in paragraphs() if not part.is_command)


def text(program: str, system: str = sys.platform) -> str:
    """The text in the language that is spoken, for the system that the program is for."""
    wanted = (part for part in paragraphs() if SYSTEMS[system] in (part.systems or SYSTEMS[system]))
    return "\n\n".join(_set(part, program) for part in wanted) + "\n"


def _set(part: Paragraph, program: str) -> str:
    words = part.sentences if part.is_command else _(part.sentences)
    return textwrap.fill(
        words.replace("{program}", program),
        WIDTH,
        initial_indent=part.margin,
        subsequent_indent=" " * len(part.margin),
        break_on_hyphens=False,
        break_long_words=False,
    )


def write(folder: Path, program: str) -> None:
    """Write a file for each language."""
    newline = "\r\n" if sys.platform == "win32" else "\n"
    before = spoken().code
    for code in codes():
        speak(code)
        # With a mark of UTF-8 in front: older editors of Windows take it for something else.
        encoding = "utf-8-sig" if sys.platform == "win32" else "utf-8"
        path = folder / f"{_(NAME)}.txt"
        path.write_text(text(program), encoding=encoding, newline=newline)
    speak(before)
