"""All that differs between the program from source and the frozen bundle.

The processes that joblib starts are started with Python's own command line (``-m module``,
``-c code``). In the bundle there is no Python to obey it: the program itself is started, and if it
took such a line for a user's it would start helpers again, and those would too, without end. So the
first thing the program does is to see whether it was started as a helper. From source none of this
applies: Python runs helpers without ever coming here, and a ``-c`` is a user's mistake.
"""

import os
import re
import runpy
import signal
import sys
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Literal, NoReturn

REFUSED = 70
"""`ExitCode.HELPER`; written out, so that a helper loads nothing else of ours."""

PARENT_VARIABLE = "FACEFINDER_POOL_PARENT"
"""Holds the process id of a program that has helpers; only helpers may be its children."""

POSIX_WORKER = "joblib.externals.loky.backend.popen_loky_posix"
WINDOWS_WORKER = "joblib.externals.loky.backend.popen_loky_win32"
LOKY_TRACKER = "joblib.externals.loky.backend.resource_tracker"
PYTHON_TRACKER = "multiprocessing.resource_tracker"
SPAWN = "multiprocessing.spawn"

CONTENTS = "contents.sha256"
"""In the bundle's ``_internal``: a line for each of its files, SHA-256 and path."""

Kind = Literal["posix worker", "windows worker", "tracker", "spawn", "unknown"]


@dataclass(frozen=True, slots=True)
class Helper:
    """What a helper's command line asks for.

    Attributes:
        kind: Which way of starting it.
        module: Whose code is to run.
        arguments: For that code.
    """

    kind: Kind
    module: str = ""
    arguments: tuple[int, ...] = ()


def is_frozen() -> bool:
    """Whether this is the bundle, which has no Python and no pip to call."""
    return bool(getattr(sys, "frozen", False))


def resource_root() -> Path:
    """Folder that holds ``models_cache``: the program's own, or the repository."""
    if is_frozen():
        return Path(sys.executable).parent
    return Path(__file__).resolve().parents[2]


def lost_parts() -> list[str]:
    """Files that came with the bundle and are not there any more, model files apart.

    What is loaded says only that something cannot be loaded: Windows never says what is missing.
    """
    if not is_frozen():
        return []
    root = resource_root()
    try:
        listed = (root / "_internal" / CONTENTS).read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return []  # of a bundle that `build.py bundle` did not make, nothing is known
    names = (line.partition("  ")[2] for line in listed)
    return [n for n in names if n.startswith("_internal/") and not (root / n).is_file()]


def mark_pool_parent() -> None:
    """Say that this process has helpers, so that none of them can run as the program again."""
    if is_frozen():
        os.environ[PARENT_VARIABLE] = str(os.getpid())


def divert_helper(argv: Sequence[str]) -> None:
    """Run as a helper and exit, if that is what the frozen program was started for; else return.

    Raises:
        SystemExit: The helper has ended, or (code 70) the line looks like a helper's but is none
            that we know, or a helper was about to run as the program.
    """
    if not is_frozen():
        return
    helper = recognise(argv[1:])
    if helper is None:
        if os.environ.get(PARENT_VARIABLE) == str(os.getppid()):
            _refuse("a helper process was started like the program itself")
        return
    if helper.kind == "unknown":
        _refuse(f"unknown helper command line {list(argv[1:])}")
    _run(helper, argv)


def recognise(arguments: Sequence[str]) -> Helper | None:
    """What a command line without the program's name asks for; None for a user's.

    A user's first option may be ``-m Facenet512``, but never ``-c``.
    """
    match _without_interpreter_flags(arguments):
        case ["-m", module, "--process-name", _, "--pipe", pipe] if (
            module == POSIX_WORKER and pipe.isdecimal()
        ):
            return Helper("posix worker", module, (int(pipe),))
        case ["-m", module, *_] if module.split(".")[0] in ("joblib", "loky", "multiprocessing"):
            return Helper("unknown")
        case ["-c", *code]:
            return _tracker(" ".join(code)) or Helper("unknown")
        case ["--multiprocessing-fork", handle] if handle.isdecimal():
            return Helper("windows worker", WINDOWS_WORKER, (int(handle),))
        case ["--multiprocessing-fork", *pairs]:
            known = pairs and all(re.fullmatch(r"\w+=(\d+|None)", pair) for pair in pairs)
            return Helper("spawn", SPAWN) if known else Helper("unknown")
    return None


def _without_interpreter_flags(arguments: Sequence[str]) -> list[str]:
    """Drop the flags of this interpreter that it hands on to Python helpers."""
    rest = list(arguments)
    while rest and re.fullmatch(r"-(B|E|I|P|S|s|O+|b+|d+|q+|v+|W.+|X)", rest[0]):
        takes_value = rest.pop(0) == "-X"
        if takes_value and rest:
            rest.pop(0)
    return rest


def _tracker(code: str) -> Helper | None:
    """A resource tracker: it cleans up after processes that died."""
    found = re.fullmatch(r"from ([\w.]+) import main; ?main\((\d+)(, True|, False)?\)", code)
    if found is None or found[1] not in (LOKY_TRACKER, PYTHON_TRACKER):
        return None
    verbose = (int(found[3] == ", True"),) if found[3] else ()
    return Helper("tracker", found[1], (int(found[2]), *verbose))


def _run(helper: Helper, argv: Sequence[str]) -> NoReturn:
    # Ctrl-C reaches the whole group; it is the parent's business, which ends its helpers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    match helper.kind:
        case "posix worker":
            sys.argv = [argv[0], *argv[-4:]]
            runpy.run_module(helper.module, run_name="__main__", alter_sys=True)
        case "windows worker":
            # Frozen, the line leaves out whose handle this is: the parent's.
            import_module(helper.module).main(
                pipe_handle=helper.arguments[0], parent_pid=os.getppid()
            )
        case "tracker":
            # It would list what it cleans up after a killed program.
            warnings.simplefilter("ignore")
            import_module(helper.module).main(*helper.arguments)
        case "spawn":
            # PyInstaller has replaced this function by one that runs the child and exits.
            import_module("multiprocessing").freeze_support()
    sys.exit(0)


def _refuse(reason: str) -> NoReturn:
    print(f"facefinder: refused to start: {reason}", file=sys.stderr)
    sys.exit(REFUSED)
