"""What `build.py windows` proves: tests/windows from Linux, and `build.py verify` by Wine."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from builder.environment import (
    MODELS,
    NO_SKIPS_VARIABLE,
    PYTHON,
    WINDOWS_VARIABLE,
    StepError,
    run_at_most,
    run_module,
    say,
)

NAMESPACE = ("--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc")
"""Things can be mounted there, a write-protected stick among them, there is no network, and all
processes end with the first, whatever they started."""

PATIENCE_S = 3600
"""Until the proofs are given up as a whole; what hangs in one of them is ended much earlier."""


def prove(bundle: Path) -> None:
    """Run tests/windows in a namespace of its own.

    Raises:
        StepError: A test failed or was skipped, or there can be no such namespace.
    """
    if sys.platform != "linux":
        say("the program for Windows is looked at from Linux; on Windows: python build.py verify")
        raise StepError(1)
    user = () if os.geteuid() == 0 else ("--user", "--map-root-user")
    enter = (*user, *NAMESPACE)
    tool = shutil.which("unshare") or "/usr/bin/unshare"
    if subprocess.run([tool, *enter, "true"], capture_output=True, check=False).returncode:
        say("not proved: this takes namespaces; run as root, or in a container with --privileged")
        raise StepError(1)
    with tempfile.TemporaryDirectory(prefix="facefinder-windows-") as place:
        # Out here, where there is a network: it brings the photos that are not there yet.
        run_module("tests.support.album", Path(place, "album"), MODELS / "album")
        # Sticks are links to it, and a bundle has no file with two names: others look for that.
        copy = shutil.copytree(bundle, Path(place, "bundle"))
        run_at_most(
            PATIENCE_S,
            *(*enter, PYTHON, "-m", "pytest", "-v", "--durations", "10", "tests/windows"),
            f"--basetemp={Path(place, 'tests')}",
            program=tool,
            **{NO_SKIPS_VARIABLE: "1", WINDOWS_VARIABLE: str(copy)},
        )
