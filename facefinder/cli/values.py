"""What the value of an option may be, in one place: `type=` of argparse, with the range in words.

argparse puts the option's name in front of what is raised here, so each message goes on from it:
"--time-limit takes 0, or a number from 1 to 86400, not 'nan'."
"""

import argparse
import calendar
import re
import stat
import sys
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from facefinder.cli.spelling import nearest
from facefinder.discover.kinds import kind_by_content
from facefinder.host.mounts import mute_drive_of
from facefinder.records.extensions import EXTENSIONS
from facefinder.records.left_out import Kind
from facefinder.records.results import MANIFEST, REPORT_PAGE
from facefinder.records.windows_names import impossible_on_windows
from facefinder.sources.typed import straight, without_address

_Choice = TypeVar("_Choice", bound=StrEnum)

DAY_SECONDS = 24 * 3600
"""For one photo; the clock that ends workers cannot count for ever."""

MEGAPIXELS = (0.01, 1000.0)
"""From an icon to the largest picture that the decoders take (2 to the power of 30 pixels)."""

MOST_DIGITS = 4000
"""Python reads no number with more."""

DATE = re.compile(r"(?!0000)([0-9]{4})(?:-(0?[1-9]|1[0-2])(?:-(0?[1-9]|[12][0-9]|3[01]))?)?")
DATES = "a date such as 2018, 2018-07 or 2018-07-22"

SHOWN = 200
"""Characters of a name that cannot be one, in a message."""

FARTHEST = 1000.0
"""No model has distances as large as that."""
MOST_FRAMES = 3600
"""How many frames of a video may be asked for, or of a minute of one."""


def workers(text: str) -> int:
    """How many photos at a time; of more than the computer can hold the run itself takes care."""
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        raise _refused("a whole number, 0 or more", text)
    return int(text)


def count(text: str) -> int:
    """How many of something, at least one."""
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS and int(text)):
        raise _refused("a whole number, 1 or more", text)
    return int(text)


def seconds(text: str) -> float:
    """A limit of time; 0 = none."""
    value = _number(text)
    # What is much shorter than a second would give every photo up, the references among them.
    if not (value == 0 or 1 <= value <= DAY_SECONDS):
        raise _refused(f"0 (no limit), or seconds from 1 to {DAY_SECONDS}", text)
    return value


def frames(text: str) -> int:
    """How many frames of a video."""
    value = _number(text)
    if not (1 <= value <= MOST_FRAMES and value == int(value)):
        raise _refused(f"a whole number from 1 to {MOST_FRAMES:,}", text)
    return int(value)


def megapixels(text: str) -> float:
    """A limit of size."""
    low, high = MEGAPIXELS
    value = _number(text)
    if not low <= value <= high:
        raise _refused(f"a number from {low:g} to {high:g}", text)
    return value


def distance(text: str) -> float:
    """Between two faces."""
    value = _number(text)
    if not 0 < value <= FARTHEST:
        raise _refused(f"a number above 0, up to {FARTHEST:g}", text)
    return value


def first_day(text: str) -> date:
    """A day, or the first one of a year or month."""
    year, month, day = _date(text)
    return _day(text, year, month or 1, day or 1)


def last_day(text: str) -> date:
    """A day, or the last one of a year or month."""
    year, month, day = _date(text)
    month = month or 12
    return _day(text, year, month, day or calendar.monthrange(year, month)[1])


def _date(text: str) -> tuple[int, int | None, int | None]:
    """Year, and perhaps month and day."""
    found = DATE.fullmatch(text)
    if not found:
        raise _refused(DATES, text)
    year, month, day = found.groups()
    return int(year), int(month) if month else None, int(day) if day else None


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise _refused(DATES, text) from None


def choice(kind: type[_Choice]) -> Callable[[str], _Choice]:
    """One of a few words."""

    def chosen(text: str) -> _Choice:
        try:
            return kind(text)
        except ValueError:
            raise unknown_choice(text, [member.value for member in kind]) from None

    return chosen


def unknown_choice(text: str, words: list[str]) -> argparse.ArgumentTypeError:
    """The error that names the words there are, and the nearest one."""
    listed = ", ".join(words[:-1]) + f" or {words[-1]}" if len(words) > 1 else words[0]
    return argparse.ArgumentTypeError(f"takes {listed}, not '{text}'.{nearest(text, words)}")


def path(text: str) -> Path:
    """A file or folder. An empty name would be the current folder, which nobody has typed."""
    text = _typed(text)
    _looked_at(text)
    return Path(text)


def searched(text: str) -> Path:
    """A file or folder with photos in it."""
    place = path(text)
    mode = _looked_at(str(place))
    if mode and not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
        raise argparse.ArgumentTypeError(f"takes a folder or a file, and '{text}' is neither.")
    return straight(place)


def folder(text: str) -> Path:
    """A folder, or the name of one to be made."""
    text = _possible(_typed(text))
    mode = _looked_at(text)
    if mode and not stat.S_ISDIR(mode):
        raise argparse.ArgumentTypeError(f"takes a folder, and '{text}' is a file.")
    return Path(text)


def file(text: str) -> Path:
    """A file, or the name of one to be made."""
    text = _possible(_typed(text))
    if stat.S_ISDIR(_looked_at(text)):
        raise argparse.ArgumentTypeError(f"takes a file, and '{text}' is a folder.")
    return Path(text)


def new_file(text: str) -> Path:
    """A file that is written and holds no picture: no slip may put it into a photo's place.

    Nor into that of the list of copies or of a page, without which nothing can be undone.
    """
    place = file(text)
    if place.suffix.lower().removeprefix(".") in EXTENSIONS:
        raise argparse.ArgumentTypeError(f"writes no picture, and '{text}' is named like a photo.")
    if place.is_file() and kind_by_content(str(place)) is Kind.PHOTO:
        raise argparse.ArgumentTypeError(f"writes no picture, and '{text}' is a photo.")
    if place.name.lower() in (MANIFEST, REPORT_PAGE):
        raise argparse.ArgumentTypeError(
            f"takes another name than '{place.name}': facefinder keeps its own files under it."
        )
    return place


def people(text: str) -> Path:
    """The folder of references, perhaps with a word in front."""
    front = "tags:" if text.startswith("tags:") else ""
    return Path(f"{front}{searched(text.removeprefix(front))}")


def destination(text: str) -> str:
    """A file, or - for standard output."""
    return text if text == "-" else str(new_file(text))


def word(text: str) -> str:
    """A name that is no file's."""
    return _not_empty(text)


def _number(text: str) -> float:
    """NaN, which lies in no range, for what is no number."""
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _looked_at(text: str) -> int:
    """What the file system says of a name: the mode, or 0 where nothing is there yet."""
    drive = mute_drive_of(text) if "\0" not in text else None
    if drive is not None:
        raise argparse.ArgumentTypeError(
            f"cannot use '{text}': the drive at '{drive}' does not answer."
        )
    try:
        return Path(text).stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return 0
    except (OSError, ValueError) as error:  # ValueError: a NUL in it
        shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
        slip = slip_on_windows(text) if sys.platform == "win32" else None
        why = slip or getattr(error, "strerror", None) or error
        raise argparse.ArgumentTypeError(f"cannot use '{shown}': {why}.") from None


def slip_on_windows(text: str) -> str | None:
    r"""What somebody did not mean by a name that Windows cannot have; None = nobody knows.

    Windows takes ``\"`` for a quotation mark inside a name: all that follows becomes a part of it.
    """
    if '"' in text:
        return 'the \\ before a " joined it with what follows; leave that \\ out'
    if "*" in text or "?" in text.removeprefix("\\\\?\\"):
        return "it is a pattern; name the folder, all of it is searched"
    return None


def _possible(text: str) -> str:
    """The name, unless it is one that this system cannot make, or makes as another."""
    part = impossible_on_windows(text) if sys.platform == "win32" else None
    if part is not None:
        slip = f": {slip_on_windows(part)}" if '"' in part else ""
        raise argparse.ArgumentTypeError(
            f"takes a name that Windows can make, and it cannot make '{part}'{slip}."
        )
    return text


def _typed(text: str) -> str:
    """The name of a file or folder, also where its address was typed or dropped."""
    return without_address(_not_empty(text))


def _not_empty(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("needs a name that is not empty.")
    return text


def _refused(wanted: str, text: str) -> argparse.ArgumentTypeError:
    return argparse.ArgumentTypeError(f"takes {wanted}, not '{text}'.")
