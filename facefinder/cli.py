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
from facefinder.settings import Settings

COMMANDS = ("find", "models")


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
        print(printable(f"facefinder: {error}"), file=sys.stderr)
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
        print(f"{traceback.format_exc()}\nThis is a bug of facefinder.", file=sys.stderr)
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
    from facefinder import output, pipeline, progress  # noqa: PLC0415 - numpy: not for --help

    settings = _settings(arguments)
    with progress.teller(quiet=arguments.quiet) as teller:
        result = pipeline.find_people(settings, teller)
    output.write_results(result, settings)
    if not arguments.quiet:
        output.tell_summary(result, settings)
    incomplete = result.skipped or (result.copies and result.copies.failed)
    return ExitCode.INCOMPLETE if incomplete else ExitCode.OK


def _settings(arguments: argparse.Namespace) -> Settings:
    data_dir = _data_dir(arguments)
    models_dir = places.models_dir(arguments.models_dir)
    copy_to = arguments.copy_to or (Path("found") if arguments.copy else None)
    index = None if arguments.no_index else arguments.index or data_dir / "index.sqlite"
    return Settings(
        known=arguments.known,
        inputs=tuple(arguments.input),
        models_dir=models_dir,
        name=arguments.name,
        jobs=arguments.parallel,
        copy_to=copy_to,
        detector=arguments.detector,
        model=arguments.model,
        strictness=arguments.strictness,
        threshold=arguments.threshold,
        csv=arguments.csv,
        json=arguments.json,
        index=index,
        private=(data_dir, models_dir),
    )


def _data_dir(arguments: argparse.Namespace) -> Path:
    from_environment = os.environ.get("FACEFINDER_DATA_DIR")
    override = arguments.data_dir or (Path(from_environment) if from_environment else None)
    return places.data_dir(override)


def _list_models(arguments: argparse.Namespace) -> ExitCode:
    from facefinder import model_list  # noqa: PLC0415 - only this command needs it

    print(model_list.describe(places.models_dir(arguments.models_dir)))
    return ExitCode.OK


def _fetch_models(arguments: argparse.Namespace) -> ExitCode:
    from facefinder import model_list  # noqa: PLC0415 - only this command needs it

    if arguments.folder is not None and not arguments.folder.is_dir():
        raise UsageError(f"There is no folder '{arguments.folder}'.", "Check the spelling.")
    say = (lambda _: None) if arguments.quiet else (lambda text: print(text, file=sys.stderr))
    return model_list.fetch(
        arguments.names, places.models_dir(arguments.models_dir), arguments.folder, say
    )


def _set_up_logging(*, debug: bool) -> None:
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.DEBUG if debug else logging.WARNING,
        format="%(asctime)s %(processName)s %(name)s %(levelname)s %(message)s",
        force=True,
    )
