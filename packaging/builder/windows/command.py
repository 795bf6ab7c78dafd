"""The steps of ``build.py windows``."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO

from builder import environment
from builder.bundle.sign import sign
from builder.environment import ROOT, StepError, alone, say
from builder.windows import proof, tree, wine

DIST = ROOT / "dist" / "windows"
BUSY = ROOT / "build" / "windows-busy"
"""Who works with the Windows Python holds this file: it may have to be made anew."""
WORKING = "working with the Windows Python"
PATIENCE_S = 3600
"""Until a step that hangs is given up: many times what the longest takes."""

FAST_TESTS = ("test", "--fast")


def make(*, sign_with: str | None, with_tests: bool) -> None:
    """Build dist/windows/facefinder, prove it, and pack it.

    Args:
        sign_with: A command that signs the program, here on Linux.
        with_tests: Run the fast tests beside all this.

    Raises:
        StepError: A step ended badly.
    """
    with alone(BUSY, WORKING):
        tree.make()
        with beside(*FAST_TESTS) if with_tests else nullcontext():
            say("building the Windows bundle: three to five minutes")
            inside("bundle")
            if sign_with:
                sign(DIST / "facefinder" / "facefinder.exe", sign_with)
            verify()
            inside("archive", "--kind", "zip")


def verify() -> None:
    """Prove dist/windows/facefinder, and leave the note that lets it be packed.

    Raises:
        StepError: Something could not be proved.
    """
    say("proving it in a bare Windows, looked at from Linux; beside it, by the tests of the bundle")
    try:
        with beside("verify"):
            proof.prove(DIST / "facefinder")
    except BaseException:
        for note in DIST.glob("verified-*"):
            note.unlink()
        raise
    if not any(DIST.glob("verified-*")):  # it has said what could not be shown
        raise StepError(1)


def test(*arguments: str) -> None:
    """Run pytest in the Windows Python: the fast lane, or what is named.

    Raises:
        StepError: A test failed.
    """
    with alone(BUSY, WORKING):
        tree.make()
        inside(*(("test", *arguments) if arguments else FAST_TESTS))


def inside(*arguments: str) -> None:
    """Run `build.py` itself in the Windows Python.

    Raises:
        StepError: It ended with another code than 0.
    """
    with wine.fresh(tree.PREFIX) as prefix:
        _run(prefix, None, *arguments)


@contextmanager
def beside(*arguments: str) -> Iterator[None]:
    """`inside`, while something else is done; what it says is told afterwards, in one piece.

    Where the other fails or is interrupted it is ended, and what it said until then is told, too:
    nothing else shows what hung.

    Raises:
        StepError: It ended with another code than 0.
    """
    with (
        tempfile.TemporaryFile() as told,
        wine.fresh(tree.PREFIX) as prefix,
        ThreadPoolExecutor(1) as pool,
    ):
        done = pool.submit(_run, prefix, told, *arguments)
        try:
            yield
            wait([done])
        finally:
            ran = "ran"
            if not done.done():
                wine.switch_off(prefix)
                wait([done])
                ran = "was ended while it ran"
            say(f"what build.py {' '.join(arguments)} said, which {ran} beside:")
            told.seek(0)
            shutil.copyfileobj(told, sys.stdout.buffer)
            sys.stdout.flush()
        done.result()


def _run(prefix: Path, told: IO[bytes] | None, *arguments: str) -> None:
    wine.run_at_most(
        PATIENCE_S,
        prefix,
        tree.PYTHON,
        "build.py",
        *arguments,
        told=told,
        **{
            environment.PYTHON_VARIABLE: str(wine.path(tree.PYTHON)),
            environment.DIST_VARIABLE: str(wine.path(DIST)),
        },
    )
