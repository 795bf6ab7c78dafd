"""The steps of ``build.py windows``."""

from builder import environment
from builder.environment import ROOT, say
from builder.windows import tree, wine

DIST = ROOT / "dist" / "windows"


def make(*, archive: bool) -> None:
    """Build dist/windows/facefinder, prove it, and perhaps pack it.

    Raises:
        StepError: A step ended badly.
    """
    tree.make()
    say("building the Windows bundle: about five minutes")
    inside("bundle")
    say("proving it")
    inside("verify")
    if archive:
        inside("archive", "--kind", "zip")


def test(*arguments: str) -> None:
    """Run pytest in the Windows Python: the fast lane, or what is named.

    Raises:
        StepError: A test failed.
    """
    tree.make()
    inside("test", *(arguments or ("--fast",)))


def inside(*arguments: str) -> None:
    """Run `build.py` itself in the Windows Python.

    Raises:
        StepError: It ended with another code than 0.
    """
    wine.run(
        tree.PREFIX,
        tree.PYTHON,
        "build.py",
        *arguments,
        **{
            environment.COMPLETE: str(wine.path(tree.PYTHON)),
            environment.TARGET: str(wine.path(DIST)),
        },
    )
