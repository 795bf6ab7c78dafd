"""``build.py verify``: the tests of tests/bundle on a bundle, and the note that they all passed.

They run it in a jail: no Python, no tools, no home folder, no network, only the C library. Where
the system allows no such place, what could not be shown is said, and in CI it is a fault. Standard
library alone: the tests run in .venv.
"""

import os
import re
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

from builder.bundle import contents
from builder.environment import (
    BUNDLE_VARIABLE,
    GLIBC_VARIABLE,
    NO_SKIPS_VARIABLE,
    UNPRIVILEGED_VARIABLE,
    StepError,
    run,
    say,
)

OTHER_SYSTEM = "for Linux alone"
"""How tests of the jail say why they are skipped on Windows and macOS (tests/support/needs.py)."""


def prove(
    folder: str | None, words: str | None, *, unprivileged: bool, glibc: str | None = None
) -> None:
    """Show that a bundle works.

    Args:
        folder: The bundle; by default dist/facefinder.
        words: Of names of tests, as pytest's ``-k`` has them: only these are run, and the bundle
            does not count as verified.
        unprivileged: Make the jail as any user can, even as root.
        glibc: The newest version of Linux' C library that it may ask for.

    Raises:
        StepError: It does not work, or (in CI) something could not be shown.
    """
    bundle = Path(folder).resolve() if folder else contents.BUNDLE
    if not (bundle / "_internal").is_dir():
        say(f"there is no bundle in {bundle}; python build.py bundle makes one")
        raise StepError(2)
    variables = {BUNDLE_VARIABLE: str(bundle)}
    if unprivileged:
        variables[UNPRIVILEGED_VARIABLE] = "1"
    if glibc:
        variables[GLIBC_VARIABLE] = glibc
    unproved = _run_tests(words, variables)
    if words:
        say("only a part was tried: python build.py verify, without more, verifies the bundle")
    elif unproved:
        for reason in unproved:
            say(f"not proved: {reason}")
        say("nothing is archived that was not proved as a whole")
    else:
        if bundle == contents.BUNDLE:
            contents.note(bundle).touch()
        say(f"verified: {bundle}")


def _run_tests(words: str | None, variables: dict[str, str]) -> list[str]:
    """Run pytest; returns what could not be shown here.

    Raises:
        StepError: A test failed.
    """
    if os.environ.get("CI"):
        variables[NO_SKIPS_VARIABLE] = "1"
    with tempfile.TemporaryDirectory(prefix="facefinder-verify-") as place:
        report = Path(place, "report.xml")
        # In one process: its tests share a jail, and what the source finds.
        run(
            *("-m", "pytest", "-v", "--durations", "10", "tests/bundle"),
            *(f"--junitxml={report}", f"--basetemp={Path(place, 'tests')}"),
            *(("-k", words) if words else ()),
            **variables,
        )
        return unproved(report.read_text("utf-8"), sys.platform)


def unproved(report: str, system: str) -> list[str]:
    """Why tests were skipped that a system could have run, each reason once.

    Args:
        report: pytest's, as JUnit's XML.
        system: As `sys.platform` calls it.
    """
    cases = list(ET.fromstring(report).iter("testcase"))  # noqa: S314 - pytest wrote it just now
    reasons = [_reason(skip) for case in cases for skip in case.iter("skipped")]
    if system != "linux":
        reasons = [reason for reason in reasons if not reason.startswith(OTHER_SYSTEM)]
    if not cases:
        reasons.append("no test was run")
    return sorted(set(reasons))


def _reason(skip: ET.Element) -> str:
    """Why a test, or a module as a whole, was skipped: of that the message does not tell."""
    message = skip.get("message", "")
    module = re.search(r"Skipped: (.*?)['\"]\)?$", skip.text or "", re.DOTALL)
    return module[1] if module and message == "collection skipped" else message
