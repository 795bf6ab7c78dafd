"""The steps of ``build.py windows``."""

from builder import environment
from builder.bundle.sign import sign
from builder.environment import ROOT, StepError, alone, say
from builder.windows import proof, tree, wine

DIST = ROOT / "dist" / "windows"
BUSY = ROOT / "build" / "windows-busy"
"""Who works with the Windows Python holds this file: a step ends all that runs in its Windows."""
WORKING = "working with the Windows Python"
PATIENCE_S = 3600
"""Until a step that hangs is given up: many times what the longest takes."""


def make(*, sign_with: str | None) -> None:
    """Build dist/windows/facefinder, prove it, and pack it.

    Args:
        sign_with: A command that signs the program, here on Linux.

    Raises:
        StepError: A step ended badly.
    """
    with alone(BUSY, WORKING):
        tree.make()
        say("building the Windows bundle: about five minutes")
        inside("bundle")
        if sign_with:
            sign(DIST / "facefinder" / "facefinder.exe", sign_with)
        verify()
        inside("archive", "--kind", "zip")


def verify() -> None:
    """Prove dist/windows/facefinder; the last step leaves the note that lets it be packed.

    Raises:
        StepError: Something could not be proved.
    """
    say("proving it in a bare Windows, looked at from Linux")
    proof.prove(DIST / "facefinder")
    say("proving it with the tests of the bundle, which run in Windows")
    inside("verify")
    if not any(DIST.glob("verified-*")):  # it has said what could not be shown
        raise StepError(1)


def test(*arguments: str) -> None:
    """Run pytest in the Windows Python: the fast lane, or what is named.

    Raises:
        StepError: A test failed.
    """
    with alone(BUSY, WORKING):
        tree.make()
        inside("test", *(arguments or ("--fast",)))


def inside(*arguments: str) -> None:
    """Run `build.py` itself in the Windows Python.

    Raises:
        StepError: It ended with another code than 0.
    """
    wine.run_at_most(
        PATIENCE_S,
        tree.PREFIX,
        tree.PYTHON,
        "build.py",
        *arguments,
        **{
            environment.PYTHON_VARIABLE: str(wine.path(tree.PYTHON)),
            environment.DIST_VARIABLE: str(wine.path(DIST)),
        },
    )
