"""Starts a command, and turns what goes wrong into a sentence and an exit code."""

import contextlib
import importlib
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from facefinder.cli import bug, wizard
from facefinder.cli.contradictions import refuse_contradictions
from facefinder.cli.parser import COMMANDS, parser
from facefinder.cli.spelling import MEANT, nearest
from facefinder.commands.settings import data_dir
from facefinder.errors import (
    ExitCode,
    FacefinderError,
    ProgramError,
    UsageError,
    fault_of,
    is_stop,
    missing_part,
)
from facefinder.host.frozen import lost_parts
from facefinder.host.interrupts import end_like_ctrl_c, interrupts_held
from facefinder.host.process import can_share_locks
from facefinder.host.text import as_typed, printable
from facefinder.language.retold import retold
from facefinder.language.say import _
from facefinder.output.tell import occupy_closed_streams, speak_utf8, tell

FLAGS = ("-q", "--quiet", "-D", "--debug")
"""Options of every command that people write in front of it."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program.

    Args:
        argv: Arguments without the program's name; by default those of this process.

    Returns:
        An `ExitCode`.
    """
    words = sys.argv[1:] if argv is None else list(argv)
    occupy_closed_streams()
    speak_utf8()
    try:
        return _run(words)
    except (Exception, KeyboardInterrupt) as error:  # the one place where a bug becomes a code
        if is_stop(error):
            tell(_with_notes(_("Stopped."), error))
            return ExitCode.INTERRUPTED
        fault = error if isinstance(error, FacefinderError) else fault_of(error)
        if fault is None:
            bug.report(words, _named_data_dir(words))
            return ExitCode.INTERNAL
        if isinstance(fault, ProgramError) and (lost := lost_parts()):
            fault = missing_part(", ".join(lost))  # what it really is
        tell(f"facefinder: {_with_notes(retold(str(fault)), error)}")
        return fault.exit_code


def _with_notes(sentence: str, error: BaseException) -> str:
    """The sentence, and what the interrupted run knows about its rest (`search.kept`)."""
    return " ".join((sentence, *map(retold, getattr(error, "__notes__", ()))))


def _run(words: list[str]) -> int:
    if _is_double_click(words):
        return wizard.run(words, main)
    arguments = parser().parse(_with_command(words))
    refuse_contradictions(arguments)
    _set_up_logging(debug=arguments.debug)
    end_like_ctrl_c()
    if not can_share_locks():
        os.environ["JOBLIB_MULTIPROCESSING"] = "0"  # else joblib warns of it when it is imported
    with interrupts_held():
        # The one lazy import: each command loads what it needs, and `--help` nothing of it.
        command = importlib.import_module(f"facefinder.commands.{arguments.command}")
    return int(command.run(arguments))


def _is_double_click(words: Sequence[str]) -> bool:
    """Somebody at a console, and nothing but folders, or decisions, dragged onto the program.

    What is dragged arrives as a whole path. A word that somebody typed is a command or a mistake,
    even where a folder happens to have that name.
    """
    console = sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()
    dropped = all(Path(word).is_absolute() and os.path.isdir(word) for word in words)  # noqa: PTH112 - never raises
    return console and (dropped or _are_decisions(words))


def _are_decisions(words: Sequence[str]) -> bool:
    """A file of decisions, by its whole path: dropped on the program."""
    return len(words) == 1 and Path(words[0]).is_absolute() and wizard.is_decisions(words[0])


def _named_data_dir(words: Sequence[str]) -> Path | None:
    """The data folder that the user named, whatever went wrong with the rest of the line."""
    with contextlib.suppress(Exception):
        return data_dir(parser().parse(_with_command(words)))
    return None


def _with_command(words: Sequence[str]) -> list[str]:
    """`facefinder -k A -i B` is `facefinder find -k A -i B`, as in the original script.

    Raises:
        UsageError: It begins with a word that is no command.
    """
    if not words:
        return ["--help"]
    first, top = words[0], parser()
    if first in COMMANDS or top.has_option(first):
        return list(words)
    if len(words) == 1 and wizard.is_decisions(first):
        return ["apply", first]
    if first.startswith("-"):
        command = next((word for word in words if word not in FLAGS), "")
        if first in FLAGS and command in COMMANDS:
            advice = f"Write it as: facefinder {command} {first}"
            raise UsageError(f"The command comes first, before {first}.", advice)
        top.refuse_misspelt(first, others=top.leaf(["find"]))
        return ["find", *words]
    top.leaf(["find"]).refuse_long_dash(first)
    near = nearest(first, COMMANDS, MEANT)
    advice = "`facefinder --help` lists them."
    if wizard.is_decisions(first):
        advice = f"To let decisions take effect: facefinder apply {as_typed(first)}"
    elif os.path.exists(first):  # noqa: PTH110 - never raises
        advice = f"To search it: facefinder -k PEOPLE -i {as_typed(first)}"
    raise UsageError(f"There is no command '{first}'.{near}", advice)


class _Formatter(logging.Formatter):
    """Nothing that a terminal would obey, whatever a file is called."""

    def format(self, record: logging.LogRecord) -> str:
        record.msg, record.args = printable(record.getMessage()), None
        return super().format(record)


class _Handler(logging.Handler):
    """Tells what standard error is at the moment: with progress on the screen, above it."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            for line in self.format(record).split("\n"):
                tell(line)
        except Exception:  # logging's own rule: never end a program because of its log
            self.handleError(record)


def _set_up_logging(*, debug: bool) -> None:
    handler = _Handler()
    handler.setFormatter(
        _Formatter("%(asctime)s %(processName)s %(name)s %(levelname)s %(message)s")
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    # Ours alone: Pillow, for one, would also log what people wrote into their photos.
    logging.getLogger("facefinder").setLevel(logging.DEBUG if debug else logging.NOTSET)
