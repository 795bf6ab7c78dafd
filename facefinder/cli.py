"""What the user typed -> what is done; messages; the exit code."""

import argparse
import logging
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from facefinder import __version__, places
from facefinder.catalogue import Strictness
from facefinder.deliver_files import printable
from facefinder.errors import ExitCode, FacefinderError, UsageError
from facefinder.settings import Limits, Settings

COMMANDS = ("find", "models", "selftest", "undo", "purge")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program.

    Args:
        argv: Arguments without the program's name; by default those of this process.

    Returns:
        An `ExitCode`.
    """
    arguments = _parser().parse_args(_with_command(sys.argv[1:] if argv is None else argv))
    _set_up_logging(debug=arguments.debug)
    _end_like_ctrl_c("SIGTERM", "SIGHUP")
    try:
        return int(arguments.run(arguments))
    except FacefinderError as error:
        _tell(f"facefinder: {error}")
        return error.exit_code
    except KeyboardInterrupt:
        print(
            "Stopped. What was read is kept; the same command goes on from there.", file=sys.stderr
        )
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # The reader of our output left (`| head`). Python would complain again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    except Exception:  # the one place where a bug becomes an exit code
        print(_lines_printable(traceback.format_exc()), file=sys.stderr)
        print("This is a bug of facefinder.", file=sys.stderr)
        return ExitCode.INTERNAL


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


def _parser() -> argparse.ArgumentParser:
    # Suppressed defaults: else those of an inner command would undo what the outer one was given.
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument(
        "--data-dir",
        type=Path,
        metavar="DIR",
        help="folder for everything the program keeps (also: FACEFINDER_DATA_DIR)",
    )
    common.add_argument(
        "--models-dir",
        type=Path,
        metavar="DIR",
        help="folder of the model files (default: models_cache beside the program)",
    )
    common.add_argument("-q", "--quiet", action="store_true", help="print only results and errors")
    common.add_argument("-D", "--debug", action="store_true", help="print what happens inside")
    parser = argparse.ArgumentParser(
        prog="facefinder",
        description="Find photos of particular people in folders full of photos. "
        "Works without internet; never changes a photo.",
        epilog="Example: facefinder -k people -i photos --copy",
    )
    parser.set_defaults(data_dir=None, models_dir=None, quiet=False, debug=False)
    parser.add_argument("--version", action="version", version=f"facefinder {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_find(commands, common)
    _add_models(commands, common)
    selftest = commands.add_parser(
        "selftest", parents=[common], help="check whether everything works on this computer"
    )
    selftest.set_defaults(run=_selftest)
    undo = commands.add_parser(
        "undo", parents=[common], help="remove the copies that a search made, if still unchanged"
    )
    undo.set_defaults(run=_undo)
    undo.add_argument("folder", type=Path, metavar="DIR", help="where they are, such as found")
    purge = commands.add_parser(
        "purge", parents=[common], help="show and delete everything the program keeps"
    )
    purge.set_defaults(run=_purge)
    purge.add_argument("--yes", action="store_true", help="delete without asking")
    return parser


def _add_find(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    common: argparse.ArgumentParser,
) -> None:
    find = commands.add_parser(
        "find", parents=[common], help="find people in photos (the default command)"
    )
    find.set_defaults(run=_find)
    add = find.add_argument
    add(
        "-k",
        "--known",
        type=Path,
        required=True,
        metavar="DIR",
        help="photos of the people you look for: a sub-folder for each person, "
        "named after the person; photos directly in DIR are one person",
    )
    add(
        "-i",
        "--input",
        type=Path,
        required=True,
        action="extend",
        nargs="+",
        metavar="PATH",
        help="a folder to search, with all folders in it, or a photo; may be given several times",
    )
    add("-n", "--name", help="name of the person whose photos lie directly in the -k folder")
    add(
        "-p",
        "--parallel",
        type=int,
        metavar="N",
        help="photos read at the same time (default: by processor cores and free memory)",
    )
    add(
        "-C",
        "--copy",
        action="store_true",
        help="copy the photos that surely show a person to found/<person>/",
    )
    add("--copy-to", type=Path, metavar="DIR", help="like --copy, but to DIR/<person>/")
    add(
        "--copy-check",
        action="store_true",
        help="copy the photos that are worth a check, too, to <person>/check/",
    )
    add(
        "--link",
        action="store_true",
        help="make hard links instead of copies, where the file system can",
    )
    add(
        "-m",
        "--model",
        default="auto",
        metavar="NAME",
        help="how faces are told apart; `facefinder models` lists the names (default: auto)",
    )
    add(
        "-d",
        "--detector",
        default="auto",
        metavar="NAME",
        help="how faces are found; `facefinder models` lists the names (default: auto)",
    )
    add(
        "--strictness",
        type=Strictness,
        choices=list(Strictness),
        default=Strictness.NORMAL,
        help="strict: fewer wrong photos; loose: fewer missed ones (default: normal)",
    )
    add(
        "--threshold",
        type=float,
        metavar="X",
        help="distance below which a match is sure, instead of --strictness",
    )
    add("--csv", metavar="FILE", help="write the matches as a table; - for standard output")
    add("--json", metavar="FILE", help="write everything for scripts; - for standard output")
    add("--index", type=Path, metavar="FILE", help="file that remembers what was already read")
    add("--no-index", action="store_true", help="remember nothing")
    add(
        "--rebuild",
        action="store_true",
        help="set a damaged or foreign index file aside under another name, and begin a new one",
    )
    add(
        "--time-limit",
        type=float,
        metavar="SECONDS",
        help="give a photo up that takes longer (default: 120; 0: never); needs worker processes",
    )
    add(
        "--max-pixels",
        type=float,
        metavar="MEGAPIXELS",
        help="refuse photos with more (default: 250)",
    )


def _add_models(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    common: argparse.ArgumentParser,
) -> None:
    models = commands.add_parser(
        "models", parents=[common], help="list the detectors and models, or fetch their files"
    )
    models.set_defaults(run=_list_models)
    actions = models.add_subparsers(metavar="ACTION")
    actions.add_parser("list", parents=[common], help="list them (the default)")
    fetch = actions.add_parser(
        "fetch", parents=[common], help="get model files, the only command that uses a network"
    )
    fetch.set_defaults(run=_fetch_models)
    fetch.add_argument(
        "names", nargs="*", metavar="NAME", help="detectors, models or files (default: all)"
    )
    fetch.add_argument(
        "--from", dest="folder", type=Path, metavar="DIR", help="take them from this folder"
    )


def _find(arguments: argparse.Namespace) -> ExitCode:
    from facefinder import index_file, output, pipeline, progress  # noqa: PLC0415 - not for --help

    os.umask(0o077)  # what is found is nobody else's business
    settings = _settings(arguments)
    if arguments.rebuild and settings.index is not None:
        aside = index_file.set_aside_if_unusable(settings.index)
        if aside is not None:
            _tell(f"The index {settings.index} was unusable and is now called {aside}.")
    with progress.teller(quiet=arguments.quiet) as teller:
        result = pipeline.find_people(settings, teller)
    output.write_results(result, settings)
    if not arguments.quiet:
        output.tell_summary(result, settings)
    incomplete = result.skipped or (result.copies and result.copies.failed)
    return ExitCode.INCOMPLETE if incomplete else ExitCode.OK


def _settings(arguments: argparse.Namespace) -> Settings:
    models_dir = places.models_dir(arguments.models_dir)
    copying = arguments.copy or arguments.copy_check or arguments.link
    copy_to = arguments.copy_to or (Path("found") if copying else None)
    seconds, megapixels = arguments.time_limit, arguments.max_pixels
    limits = Limits(
        pixels=Limits().pixels if megapixels is None else int(megapixels * 1e6),
        seconds=Limits().seconds if seconds is None else seconds,
    )
    return Settings(
        known=arguments.known,
        inputs=tuple(arguments.input),
        models_dir=models_dir,
        name=arguments.name,
        jobs=arguments.parallel,
        least_jobs=_least_jobs(arguments),
        copy_to=copy_to,
        copy_check=arguments.copy_check,
        link=arguments.link,
        limits=limits,
        detector=arguments.detector,
        model=arguments.model,
        strictness=arguments.strictness,
        threshold=arguments.threshold,
        csv=arguments.csv,
        json=arguments.json,
        index=_index(arguments),
        private=(*places.data_dirs(_data_dir(arguments)), models_dir),
    )


def _least_jobs(arguments: argparse.Namespace) -> int:
    """Only a process of its own can be stopped while it hangs in a photo, and one is this one."""
    if arguments.time_limit and arguments.parallel == 1:
        _tell("With -p 1 there is no worker process to be stopped; --time-limit has no effect.")
    return 2 if arguments.time_limit else 1


def _index(arguments: argparse.Namespace) -> Path | None:
    """The index file, in the first place that can be written; None = there is to be none."""
    if arguments.no_index or arguments.index:
        return None if arguments.no_index else Path(arguments.index)
    wanted = places.data_dirs(_data_dir(arguments))[0]
    usable = places.usable_data_dir(_data_dir(arguments))
    if usable is None:
        _tell(f"{wanted} cannot be written: nothing is remembered in this run (as --no-index).")
        return None
    if usable != wanted:
        _tell(f"{wanted} cannot be written: what is read is remembered in {usable}.")
    return usable / places.INDEX_NAME


def _data_dir(arguments: argparse.Namespace) -> Path | None:
    from_environment = os.environ.get("FACEFINDER_DATA_DIR")
    return arguments.data_dir or (Path(from_environment) if from_environment else None)


def _undo(arguments: argparse.Namespace) -> ExitCode:
    from facefinder.undo import undo  # noqa: PLC0415 - only this command needs it

    os.umask(0o077)
    return undo(arguments.folder, (lambda _: None) if arguments.quiet else _tell)


def _purge(arguments: argparse.Namespace) -> ExitCode:
    from facefinder.purge import purge  # noqa: PLC0415 - only this command needs it

    def agreed() -> bool:
        if arguments.yes:
            return True
        print("Delete all this? [y/N] ", end="", file=sys.stderr, flush=True)
        return sys.stdin.readline().strip().lower() in ("y", "yes")

    return purge(places.data_dirs(_data_dir(arguments)), _tell, agreed)


def _tell(text: str) -> None:
    print(printable(text), file=sys.stderr, flush=True)


def _selftest(arguments: argparse.Namespace) -> ExitCode:
    from facefinder import selftest  # noqa: PLC0415 - only this command needs it

    folders = places.data_dirs(_data_dir(arguments))
    return selftest.run(places.models_dir(arguments.models_dir), folders)


def _list_models(arguments: argparse.Namespace) -> ExitCode:
    from facefinder import model_list  # noqa: PLC0415 - only this command needs it

    print(model_list.describe(places.models_dir(arguments.models_dir)))
    return ExitCode.OK


def _fetch_models(arguments: argparse.Namespace) -> ExitCode:
    from facefinder import model_list  # noqa: PLC0415 - only this command needs it

    if arguments.folder is not None and not arguments.folder.is_dir():
        raise UsageError(f"There is no folder '{arguments.folder}'.", "Check the spelling.")
    say = (lambda _: None) if arguments.quiet else _tell
    return model_list.fetch(
        arguments.names, places.models_dir(arguments.models_dir), arguments.folder, say
    )


class _Formatter(logging.Formatter):
    """Nothing that a terminal would obey, whatever a file is called."""

    def format(self, record: logging.LogRecord) -> str:
        record.msg, record.args = printable(record.getMessage()), None
        return _lines_printable(super().format(record))


def _lines_printable(text: str) -> str:
    return "\n".join(map(printable, text.split("\n")))


def _set_up_logging(*, debug: bool) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        _Formatter("%(asctime)s %(processName)s %(name)s %(levelname)s %(message)s")
    )
    level = logging.DEBUG if debug else logging.WARNING
    logging.basicConfig(handlers=[handler], level=level, force=True)
