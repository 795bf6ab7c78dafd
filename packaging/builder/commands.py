"""What ``build.py`` does: its commands and their arguments."""

import argparse
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from builder import environment, javascript, lock, typed
from builder.bundle import contents, listing, verify
from builder.bundle.sign import sign
from builder.environment import DEMO, MODELS, ROOT, StepError, run, run_module, say
from builder.linux import command as linux
from builder.windows import command as windows

TAKE_MORE = {"test": "", "lock": "", "bench": "accuracy", "windows": "test"}
"""Commands that hand on the arguments which they do not know, some with one option only."""

MOST_AT_ONCE = 4
"""Test processes: each may hold a network, about 1 GB."""
FAST = ("--fast", "-o", "faulthandler_timeout=120")
"""No fast test takes seconds: one that hangs is ended sooner than others, and says where it was."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the user asks for; returns the exit code."""
    options, rest = parser().parse_known_args(arguments)
    only_with = TAKE_MORE.get(options.command)
    takes_more = only_with is not None and (not only_with or getattr(options, only_with))
    if rest and not takes_more:
        parser().error(f"unknown arguments: {' '.join(rest)}")
    try:
        options.function(options, rest)
    except StepError as failure:
        return failure.code
    except KeyboardInterrupt:
        return 130
    return 0


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    whole = argparse.ArgumentParser(prog="build.py", description="Build, try and test facefinder.")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(
        name: str, function: Callable[[argparse.Namespace, Sequence[str]], None], text: str
    ) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(function=function)
        return command

    add("setup", _setup, "make .venv with what requirements.lock lists, and get the best models")
    models = add("models", _models, "get model files into models_cache/")
    models.add_argument("names", nargs="*", metavar="NAME", help="default: those that are best")
    models.add_argument("--from", dest="folder", metavar="DIR", help="look in this folder first")
    add("demo", _demo, "find two people in a sample album: setup, models, album, search")
    test = add("test", _test, "run the tests; further arguments (files, -k) go to pytest")
    test.add_argument(
        "--fast",
        action="store_true",
        help="a few minutes: tests without network, processes, weights and bundle",
    )
    check = add("check", _check, "check style, types and tests, or only what is named")
    check.add_argument("--lint", action="store_true", help="ruff, ESLint: style and format")
    check.add_argument("--types", action="store_true", help="mypy, for Linux, Windows and macOS")
    check.add_argument(
        "--wheels",
        action="store_true",
        help="each locked package has wheels for each system (asks the package index)",
    )
    check.add_argument("--tests", action="store_true", help="pytest")
    freeze = add(
        "bundle", _bundle, "freeze the program into dist/facefinder, with the models that are here"
    )
    proof = add("verify", _verify, "run the bundle where there is nothing else, and compare")
    proof.add_argument("folder", nargs="?", metavar="DIR", help="default: dist/facefinder")
    proof.add_argument("-k", dest="words", metavar="WORDS", help="a part: tests with such names")
    proof.add_argument(
        "--unprivileged", action="store_true", help="isolate it as any user can, even as root"
    )
    proof.add_argument(
        "--glibc", metavar="VERSION", help="it may ask for no newer C library, such as 2.28"
    )
    pack = add("archive", _archive, "pack the bundle that was verified, and write SHA256SUMS")
    pack.add_argument("--kind", choices=["zip", "tar.zst", "tar.gz"], help="default: the system's")
    other = add("windows", _windows, "build, prove and pack facefinder.exe on Linux, by Wine")
    for signed in (freeze, other):
        signed.add_argument(
            "--sign", metavar="COMMAND", help="let this command sign the program: its last argument"
        )
    other.add_argument(
        "--with-tests", action="store_true", help="run the fast tests there, too, beside all that"
    )
    other.add_argument(
        "--test",
        action="store_true",
        help="build nothing: run the tests in the Windows Python, the fast lane or what is named",
    )
    twice = add("compare", _compare, "tell which files only one of two archives has")
    twice.add_argument("archives", nargs=2, type=Path, metavar="ARCHIVE", help="a zip or tar.gz")
    older = add("linux", _linux, "build and prove a bundle for older systems, in an old Debian")
    older.add_argument("--archive", action="store_true", help="pack it, too")
    measure = add(
        "bench", _bench, "measure speed against two other programs (about a quarter of an hour)"
    )
    measure.add_argument("--photos", type=Path, metavar="DIR", help="default: the sample album")
    measure.add_argument(
        "--accuracy",
        type=Path,
        nargs="+",
        metavar="DIR",
        help="measure verdicts, not speed, on folders with a labels.csv or a folder a person; "
        "more options (-d, -m, --index, --strictness, --join, --crosswise) go to it",
    )
    what = measure.add_mutually_exclusive_group()
    what.add_argument("--profile", action="store_true", help="where a photo's time goes (a minute)")
    what.add_argument("--json", type=Path, metavar="FILE", help="write the figures here, too")
    soak = add("soak", _soak, "search many photos, some bad, while workers and the run are killed")
    soak.add_argument("--photos", type=int, default=5000, metavar="N", help="default: 5000")
    words = add("languages", _languages, "bring the translations up to date with the sentences")
    words.add_argument("codes", nargs="*", metavar="CODE", help="begin this language, as in pt_BR")
    add("readme", _readme, "make the README's sample run and its picture (needs Chromium)")
    add("lock", _lock, "make requirements.lock anew; further arguments go to uv pip compile")
    return whole


def _setup(_options: argparse.Namespace, _rest: Sequence[str]) -> None:
    environment.setup()
    _default_models("--without")
    say(f"ready: {environment.PYTHON.parent}")


def _models(options: argparse.Namespace, _rest: Sequence[str]) -> None:
    environment.setup()
    source = ("--from", options.folder) if options.folder else ()
    if options.names:
        run("-m", "facefinder", "models", "fetch", *options.names, *source)
    else:
        _default_models(*source)


def _default_models(*arguments: str) -> None:
    """Get what is needed, and what is better where it is to be had."""
    run_module("builder.models", *arguments)


def _demo(_options: argparse.Namespace, _rest: Sequence[str]) -> None:
    environment.setup()
    _default_models()
    run_module("tests.support.album", DEMO, MODELS / "album")
    found = DEMO / "found"
    say("looking for Barack Obama and Joe Biden in demo/photos, with two worker processes")
    search = ("find", "-k", DEMO / "known", "-i", DEMO / "photos", "-p", "2", "--copy-to", found)
    run("-m", "facefinder", *search, "--data-dir", DEMO / "data")
    for copy in sorted(found.glob("*/*")):
        if copy.is_file() and copy.parent.name != "report-files":
            say(f"a copy: {copy.relative_to(ROOT)}")
    say(f"to look at: {(found / 'report.html').relative_to(ROOT)}")


def _test(options: argparse.Namespace, rest: Sequence[str]) -> None:
    """A lane as a whole, several tests at once; or what is named, with what is there."""
    environment.setup()
    lane = FAST if options.fast else ()
    if rest:
        run("-m", "pytest", *lane, *rest)
        return
    if not options.fast:
        _default_models()
    processes = min(os.cpu_count() or 1, MOST_AT_ONCE)
    several = ("-n", str(processes), "--dist", "loadfile", "--max-worker-restart", "2")
    run("-m", "pytest", *lane, *several)


def _check(options: argparse.Namespace, _rest: Sequence[str]) -> None:
    environment.setup()
    all_but_wheels = not (options.lint or options.types or options.wheels or options.tests)
    if options.lint or all_but_wheels:
        run("-m", "ruff", "check", ".")
        run("-m", "ruff", "format", "--check", ".")
        javascript.lint()
    if options.types or all_but_wheels:
        typed.check()
    if options.wheels:
        lock.check_wheels()
    if options.tests or all_but_wheels:
        options.fast = False
        _test(options, ())


def _bundle(options: argparse.Namespace, _rest: Sequence[str]) -> None:
    environment.setup()
    _default_models()
    run_module("builder.bundle.make")
    if options.sign:
        sign(contents.BUNDLE / contents.PROGRAM, options.sign)


def _verify(options: argparse.Namespace, _rest: Sequence[str]) -> None:
    environment.setup()
    verify.prove(
        options.folder, options.words, unprivileged=options.unprivileged, glibc=options.glibc
    )


def _archive(options: argparse.Namespace, _rest: Sequence[str]) -> None:
    environment.setup()
    run_module("builder.bundle.archive", *([options.kind] if options.kind else ()))


def _windows(options: argparse.Namespace, rest: Sequence[str]) -> None:
    environment.setup()
    if options.test:
        windows.test(*rest)
        return
    _default_models()
    windows.make(sign_with=options.sign, with_tests=options.with_tests)


def _compare(options: argparse.Namespace, _rest: Sequence[str]) -> None:
    listing.compare(*options.archives)


def _linux(options: argparse.Namespace, _rest: Sequence[str]) -> None:
    linux.need()
    environment.setup()
    _default_models()
    linux.make(archive=options.archive)


def _bench(options: argparse.Namespace, rest: Sequence[str]) -> None:
    environment.setup()
    _default_models()
    if options.accuracy:
        folders = [folder.resolve() for folder in options.accuracy]
        run_module("builder.measure.accuracy", *folders, "--models-dir", MODELS, *rest)
        return
    arguments = ["--profile"] if options.profile else []
    for name in ("photos", "json"):
        path = getattr(options, name)
        arguments += [f"--{name}={path.resolve()}"] if path else []
    run_module("builder.measure.bench", *arguments)


def _soak(options: argparse.Namespace, _rest: Sequence[str]) -> None:
    environment.setup()
    run_module("builder.measure.soak", str(options.photos))


def _languages(options: argparse.Namespace, _rest: Sequence[str]) -> None:
    environment.setup()
    run_module("builder.languages", *options.codes)


def _readme(_options: argparse.Namespace, _rest: Sequence[str]) -> None:
    environment.setup()
    _default_models()
    run_module("builder.readme")


def _lock(_options: argparse.Namespace, rest: Sequence[str]) -> None:
    environment.setup()
    lock.make(*rest)
