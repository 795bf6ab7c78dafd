"""The lock file: made by uv, and checked for wheels on every system that facefinder is for."""

import re
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

from builder.environment import LOCK, ROOT, StepError, run, say

# Systems keep certificates of their own, such as those of a proxy; pip follows them too.
UV = ("-m", "uv", "--system-certs", "pip", "compile")
PYTHONS = ("3.11", "3.12", "3.13")
PLATFORMS = {
    "x86_64-manylinux_2_28": "Linux x86_64",
    "x86_64-pc-windows-msvc": "Windows (win_amd64)",
    "aarch64-apple-darwin": "macOS 14 arm64",
}
"""Systems by the names that uv has for them."""
OLDEST_MACOS = "14.0"


def make(*options: str) -> None:
    """Write the lock file anew from pyproject.toml: one version for all systems and Pythons."""
    run(
        *(*UV, "pyproject.toml", "--group", "dev", *options),
        *("--universal", "--fork-strategy", "fewest", "--python-version", PYTHONS[0]),
        *("--generate-hashes", "--no-annotate", "--no-emit-index-url", "--quiet"),
        *("--custom-compile-command", "python build.py lock", "--output-file", LOCK),
    )


def hashes(text: str) -> dict[str, set[str]]:
    """Read a lock file.

    Returns:
        By package, as ``name==version ; marker``, the SHA-256 of its archives.
    """
    entries: dict[str, set[str]] = {}
    # An entry is a line that starts at the margin, with the lines of its hashes below it.
    for package, listed in re.findall(
        r"^([^#\s].*?)((?: \\\n\s+--hash=\S+)+)$", text, re.MULTILINE
    ):
        entries[package] = set(re.findall(r"sha256:(\w+)", listed))
    return entries


def check_wheels() -> None:
    """Ask the package index whether every locked package has a wheel that is in the lock.

    Raises:
        StepError: One has none; all are named.
    """
    locked = hashes(LOCK.read_text(encoding="utf-8"))
    problems = []
    for platform, name in PLATFORMS.items():
        for python in PYTHONS:
            say(f"wheels for {name}, Python {python}")
            problems += [f"{name}, Python {python}: {p}" for p in missing(locked, platform, python)]
    for problem in problems:
        say(problem)
    if problems:
        raise StepError(1)
    say(f"each of the {len(locked)} locked packages has its wheels")


def missing(locked: dict[str, set[str]], platform: str, python: str) -> Iterator[str]:
    """What keeps the lock from being installed from wheels alone on one system.

    uv chooses, without downloading them, the wheels that it would install there.
    """
    with tempfile.TemporaryDirectory() as folder:
        wanted, chosen = Path(folder, "wanted.txt"), Path(folder, "pylock.toml")
        wanted.write_text("\n".join(locked) + "\n", encoding="utf-8")
        try:
            run(
                *(*UV, wanted, "--no-deps", "--only-binary", ":all:"),
                *("--python-platform", platform, "--python-version", python, "--quiet"),
                *("--format", "pylock.toml", "--output-file", chosen),
                MACOSX_DEPLOYMENT_TARGET=OLDEST_MACOS,
            )
        except StepError:
            yield "no wheels could be chosen, see above"
            return
        packages = tomllib.loads(chosen.read_text(encoding="utf-8"))["packages"]
    by_name = {re.split(r"[=;\s]", package)[0]: known for package, known in locked.items()}
    for package in packages:
        offered = {wheel["hashes"]["sha256"] for wheel in package.get("wheels", ())}
        if not offered & by_name[package["name"]]:
            yield f"the wheel of {package['name']} is not in {LOCK.relative_to(ROOT)}"
