"""What ``build.py`` does: its commands and their arguments."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import environment
import lock
from environment import ROOT, StepError, run, say

ESSENTIAL = ("mtcnn", "dlib-resnet")
"""One detector and one recogniser that come from PyPI; without them nothing works."""

BETTER = ("yunet", "Facenet512")
"""What facefinder prefers where it can be had."""

DEMO = ROOT / "demo"


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the user asks for; returns the exit code."""
    options, rest = _parser().parse_known_args(arguments)
    if rest and options.command not in {"test", "lock"}:
        _parser().error(f"unknown arguments: {' '.join(rest)}")
    try:
        options.function(options, rest)
    except StepError as failure:
        return failure.code
    except KeyboardInterrupt:
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="build.py", description="Build, try and test facefinder.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, function: object, text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(function=function)
        return command

    add("setup", _setup, "make .venv with everything that requirements.lock lists")
    models = add("models", _models, "get model files into models_cache/")
    models.add_argument("names", nargs="*", metavar="NAME", help="default: those that are best")
    models.add_argument("--from", dest="folder", metavar="DIR", help="look in this folder first")
    add("demo", _demo, "find two people in a sample album: setup, models, album, search")
    add("test", _test, "run the tests; further arguments go to pytest")
    check = add("check", _check, "check style, types and tests, or only what is named")
    check.add_argument("--lint", action="store_true", help="ruff: style and format")
    check.add_argument("--types", action="store_true", help="mypy, for Linux, Windows and macOS")
    check.add_argument(
        "--wheels",
        action="store_true",
        help="each locked package has wheels for each system (asks the package index)",
    )
    check.add_argument("--tests", action="store_true", help="pytest")
    add("bundle", _bundle, "freeze the program into dist/facefinder, with the models that are here")
    proof = add("verify", _verify, "run the bundle where there is nothing else, and compare")
    proof.add_argument("folder", nargs="?", metavar="DIR", help="default: dist/facefinder")
    proof.add_argument(
        "--unprivileged", action="store_true", help="isolate it as any user can, even as root"
    )
    pack = add("archive", _archive, "pack the bundle that was verified, and write SHA256SUMS")
    pack.add_argument("--kind", choices=["zip", "tar.zst", "tar.gz"], help="default: the system's")
    measure = add("bench", _bench, "measure speed against two other programs (about ten minutes)")
    measure.add_argument("--photos", type=Path, metavar="DIR", help="default: the sample album")
    measure.add_argument("--accuracy", action="store_true", help="measure verdicts, not speed")
    measure.add_argument("--profile", action="store_true", help="where a photo's time goes")
    measure.add_argument("--json", type=Path, metavar="FILE", help="write the figures here, too")
    soak = add("soak", _soak, "search many photos, some bad, while workers and the run are killed")
    soak.add_argument("--photos", type=int, default=5000, metavar="N", help="default: 5000")
    add("lock", _lock, "make requirements.lock anew; further arguments go to uv pip compile")
    return parser


def _setup(_options: argparse.Namespace, _rest: Sequence[str]) -> None:
    environment.setup()
    say(f"ready: {environment.PYTHON.parent}")


def _models(options: argparse.Namespace, _rest: Sequence[str]) -> None:
    environment.setup()
    source = ("--from", options.folder) if options.folder else ()
    if options.names:
        _fetch(*options.names, *source)
    else:
        _default_models(*source)


def _default_models(*source: str) -> None:
    _fetch(*ESSENTIAL, *source)
    try:
        _fetch(*BETTER, *source)
    except StepError:
        say("going on without the models that could not be had")


def _fetch(*arguments: str) -> None:
    run("-m", "facefinder", "models", "fetch", *arguments)


def _demo(_options: argparse.Namespace, _rest: Sequence[str]) -> None:
    environment.setup()
    _default_models()
    run(ROOT / "tests" / "support" / "album.py", DEMO, ROOT / "models_cache" / "album")
    found = DEMO / "found"
    say("looking for Barack Obama and Joe Biden in demo/photos, with two worker processes")
    search = ("find", "-k", DEMO / "known", "-i", DEMO / "photos", "-p", "2", "--copy-to", found)
    run("-m", "facefinder", *search, "--data-dir", DEMO / "data")
    for copy in sorted(found.glob("*/*")):
        if copy.is_file() and copy.parent.name != "report-files":
            say(f"copied: {copy.relative_to(ROOT)}")
    say(f"to look at: {(found / 'report.html').relative_to(ROOT)}")


def _test(_options: argparse.Namespace, rest: Sequence[str]) -> None:
    environment.setup()
    _default_models()
    run("-m", "pytest", *rest)


def _check(options: argparse.Namespace, _rest: Sequence[str]) -> None:
    environment.setup()
    all_but_wheels = not (options.lint or options.types or options.wheels or options.tests)
    if options.lint or all_but_wheels:
        run("-m", "ruff", "check", ".")
        run("-m", "ruff", "format", "--check", ".")
    if options.types or all_but_wheels:
        for platform in ("linux", "win32", "darwin"):
            say(f"types for {platform}")
            # A cache for each, since one for all would be made anew at each change of platform.
            run("-m", "mypy", "--platform", platform, "--cache-dir", f".mypy_cache/{platform}")
    if options.wheels:
        lock.check_wheels()
    if options.tests or all_but_wheels:
        _test(options, ())


def _bundle(_options: argparse.Namespace, _rest: Sequence[str]) -> None:
    import bundle  # noqa: PLC0415 - these three need the package itself, the others do not

    environment.setup()
    _default_models()
    bundle.make()


def _verify(options: argparse.Namespace, _rest: Sequence[str]) -> None:
    import verify  # noqa: PLC0415 - see above

    environment.setup()
    verify.prove(options.folder, unprivileged=options.unprivileged)


def _archive(options: argparse.Namespace, _rest: Sequence[str]) -> None:
    import archive  # noqa: PLC0415 - see above

    archive.make(options.kind)


def _bench(options: argparse.Namespace, _rest: Sequence[str]) -> None:
    import bench  # noqa: PLC0415 - see above

    environment.setup()
    _default_models()
    bench.bench(options)


def _soak(options: argparse.Namespace, _rest: Sequence[str]) -> None:
    environment.setup()
    run(ROOT / "packaging" / "soak.py", str(options.photos), PYTHONPATH=str(ROOT))


def _lock(_options: argparse.Namespace, rest: Sequence[str]) -> None:
    environment.setup()
    lock.make(*rest)


if __name__ == "__main__":
    sys.exit(main())
