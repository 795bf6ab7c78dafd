"""Every way in which a run can fail: one class, one exit code, one advice.

::

    FacefinderError
    ├── UsageError      2   bad arguments
    ├── PeopleError     3   a person has no usable reference face
    ├── ModelError      4   weights missing, damaged or not loadable
    ├── ProgramError    4   a part of the program itself is missing or damaged
    ├── IndexFileError  5   index locked, damaged or from a newer version
    ├── OutputError     6   report or copies cannot be written
    └── WorkersError    7   workers keep dying or lack memory, or a cluster cannot do the work
    PhotoError              concerns one photo; becomes a `Failed` record, never ends the run

Only ``cli.main`` turns errors into exit codes. Errors travel from workers to the parent as pickles,
and one whose ``args`` differ from its constructor's arguments does not unpickle and takes the whole
pool down with it; so every class here passes exactly its arguments to ``Exception.__init__``.
"""

import errno
import re
from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """What the program tells the shell when it ends."""

    OK = 0, "reached the end, every photo was read (with or without matches)"
    INTERNAL = 1, "a bug of ours; the details are in the log"
    USAGE = 2, "bad arguments"
    PEOPLE = 3, "a person has no usable reference face"
    MODELS = 4, "model files or parts of the program are missing, damaged or cannot be loaded"
    INDEX = 5, "the index is locked, damaged or from a newer version"
    OUTPUT = 6, "results or copies cannot be written (no space, no rights)"
    WORKERS = 7, "worker processes keep dying or lack memory, or a Dask cluster cannot do the work"
    INCOMPLETE = 10, "reached the end, but some photos could not be read; they are listed"
    HELPER = 70, "an unknown helper command line was refused"
    INTERRUPTED = 130, "stopped by Ctrl-C; the index, if there is one, keeps what is done"

    meaning: str

    def __new__(cls, value: int, meaning: str) -> "ExitCode":
        """Keep the sentence that the README prints beside the number."""
        member = int.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        return member


class FacefinderError(Exception):
    """Ends the run.

    Args:
        message: What is wrong, in plain words.
        advice: What the user can do about it; may be empty.
    """

    exit_code: ClassVar[ExitCode] = ExitCode.INTERNAL

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message, advice)
        self.message = message
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.message} {self.advice}".strip()


class UsageError(FacefinderError):
    """The arguments make no sense together, or name something that is not there."""

    exit_code = ExitCode.USAGE


class PeopleError(FacefinderError):
    """A person has no usable reference face."""

    exit_code = ExitCode.PEOPLE


class ModelError(FacefinderError):
    """A model file is missing, damaged or cannot be loaded."""

    exit_code = ExitCode.MODELS


class ProgramError(FacefinderError):
    """A library that belongs to the program is missing, damaged or cannot be loaded."""

    exit_code = ExitCode.MODELS


class IndexFileError(FacefinderError):
    """The index is locked, damaged, foreign or from a newer version."""

    exit_code = ExitCode.INDEX


class OutputError(FacefinderError):
    """Results or copies cannot be written."""

    exit_code = ExitCode.OUTPUT


class WorkersError(FacefinderError):
    """Worker processes die again and again, or a cluster's workers cannot do the work."""

    exit_code = ExitCode.WORKERS


class PhotoError(Exception):
    """One photo cannot be read; the run goes on without it.

    Args:
        reason: Why, in plain words, without the path.
        lasting: Whether trying the unchanged file again is pointless (a damaged file), as opposed
            to a state that may pass (no permission, a stick pulled out).
    """

    def __init__(self, reason: str, lasting: bool = True) -> None:
        super().__init__(reason, lasting)
        self.reason = reason
        self.lasting = lasting

    def __str__(self) -> str:
        return self.reason


NO_LIBRARY = re.compile(
    r"cannot open shared object file|Could not find module|Library not loaded|^dlopen\("
)
"""What Linux, Windows and macOS say where a library cannot be loaded; there is no errno then."""

FEWER_WORKERS = "Close other programs, or use fewer workers (`-p 1`)."


def fault_of(error: BaseException) -> FacefinderError | None:
    """The error that ends the run, where neither the user nor a file is to blame for `error`.

    Libraries are imported when they are first needed, and room for temporary files, open files and
    memory is asked for in the middle of the work on a photo. What fails then would fail with every
    other photo, too.

    Returns:
        None where `error` says something else.

    Raises:
        KeyboardInterrupt: It is what became of a Ctrl-C.
    """
    raise_if_stopped(error)
    number = getattr(error, "errno", None)
    if isinstance(error, ImportError) or _is_lack_of_library(error):
        return missing_part(_root_of(error))
    if number in (errno.ENOSPC, errno.EDQUOT):
        return OutputError(
            "There is no room left for temporary files.", "Free some on this computer's drive."
        )
    if number in (errno.EMFILE, errno.ENFILE):
        return WorkersError("This computer allows no more open files.", FEWER_WORKERS)
    if isinstance(error, MemoryError) or number == errno.ENOMEM:
        return WorkersError("There is not enough memory.", FEWER_WORKERS)
    return None


def is_stop(error: BaseException) -> bool:
    """Whether an error is a Ctrl-C, or what became of one: native code makes others of it."""
    link: BaseException | None = error
    while link is not None and not isinstance(link, KeyboardInterrupt):
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return link is not None


def raise_if_stopped(error: BaseException) -> None:
    """Go on with the Ctrl-C that an error was made of, if it was.

    Raises:
        KeyboardInterrupt: It was.
    """
    if is_stop(error):
        raise KeyboardInterrupt from error


def missing_part(what: str) -> ProgramError:
    """The error that names a part of the program that cannot be loaded, and says what to do."""
    return ProgramError(
        f"A part of the program is missing or damaged: {what}.",
        "Copy the program again, whole (or install it again); an antivirus program may have put"
        " the file away.",
    )


def _is_lack_of_library(error: BaseException) -> bool:
    return (
        isinstance(error, OSError)
        and error.errno is None
        and NO_LIBRARY.search(str(error)) is not None
    )


def _root_of(error: BaseException) -> str:
    """What was lacking, on one line: libraries wrap it into a page of advice for developers."""
    while isinstance(inner := error.__cause__ or error.__context__, ImportError | OSError):
        error = inner
    return next((line.strip() for line in str(error).splitlines() if line.strip()), "?").rstrip(".")
