"""Starts a command, and turns what goes wrong into a sentence and an exit code."""

import importlib
import logging
import os
import signal
import sys
import traceback
from collections.abc import Sequence

from facefinder.cli import wizard
from facefinder.cli.parser import COMMANDS, parser
from facefinder.errors import ExitCode, FacefinderError
from facefinder.host.text import printable
from facefinder.output.tell import tell


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program.

    Args:
        argv: Arguments without the program's name; by default those of this process.

    Returns:
        An `ExitCode`.
    """
    words = sys.argv[1:] if argv is None else argv
    if _is_double_click(words):
        return wizard.run(words, main)
    arguments = parser().parse_args(_with_command(words))
    _set_up_logging(debug=arguments.debug)
    _end_like_ctrl_c("SIGTERM", "SIGHUP")
    try:
        # The one lazy import: each command loads what it needs, and `--help` nothing of it.
        command = importlib.import_module(f"facefinder.commands.{arguments.command}")
        return int(command.run(arguments))
    except FacefinderError as error:
        tell(f"facefinder: {_with_notes(str(error), error)}")
        return error.exit_code
    except KeyboardInterrupt as stop:
        tell(_with_notes("Stopped.", stop))
        return ExitCode.INTERRUPTED
    except Exception:  # the one place where a bug becomes an exit code
        print(_lines_printable(traceback.format_exc()), file=sys.stderr)
        print("This is a bug of facefinder.", file=sys.stderr)
        return ExitCode.INTERNAL


def _with_notes(sentence: str, error: BaseException) -> str:
    """The sentence, and what the interrupted run knows about its rest (`search.kept`)."""
    return " ".join((sentence, *getattr(error, "__notes__", ())))


def _is_double_click(words: Sequence[str]) -> bool:
    """Somebody at a console, and nothing but folders that were dragged onto the program."""
    console = sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()
    return console and all(os.path.isdir(word) for word in words)  # noqa: PTH112 - text, so far


def _end_like_ctrl_c(*names: str) -> None:
    """A closed terminal or a shutdown stops a run as cleanly as the user does."""
    for name in names:
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)


def _with_command(argv: Sequence[str]) -> list[str]:
    """`facefinder -k A -i B` is `facefinder find -k A -i B`, as in the original script."""
    if not argv:
        return ["--help"]
    if argv[0] in (*COMMANDS, "-h", "--help", "--version"):
        return list(argv)
    return ["find", *argv]


class _Formatter(logging.Formatter):
    """Nothing that a terminal would obey, whatever a file is called."""

    def format(self, record: logging.LogRecord) -> str:
        record.msg, record.args = printable(record.getMessage()), None
        return _lines_printable(super().format(record))


def _lines_printable(text: str) -> str:
    return "\n".join(map(printable, text.split("\n")))


class _Handler(logging.Handler):
    """Prints to what standard error is at the moment: with progress on the screen, above it."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            print(self.format(record), file=sys.stderr, flush=True)
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
