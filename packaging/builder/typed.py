"""Types are checked as each system sees them, by mypy: several systems at once."""

import subprocess
from concurrent.futures import ThreadPoolExecutor

from builder.environment import PYTHON, ROOT, StepError, say

SYSTEMS = ("linux", "win32", "darwin")


def check() -> None:
    """Check the types, and say of each system what mypy says.

    Raises:
        StepError: They are wrong on one of the systems.
    """
    say(f"types for {', '.join(SYSTEMS)}")
    with ThreadPoolExecutor(len(SYSTEMS)) as pool:
        looks = dict(zip(SYSTEMS, pool.map(_look, SYSTEMS), strict=True))
    for system, look in looks.items():
        say(f"{system}: {look.stdout.strip()}")
    for look in looks.values():
        if look.returncode:
            raise StepError(look.returncode)


def _look(system: str) -> subprocess.CompletedProcess[str]:
    # A cache for each, since one for all would be made anew at each change of system.
    options = ("--platform", system, "--cache-dir", f".mypy_cache/{system}")
    return subprocess.run(
        (PYTHON, "-m", "mypy", *options),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        check=False,
    )
