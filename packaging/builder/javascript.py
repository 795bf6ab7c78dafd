"""The page's scripts are checked: by ESLint and Prettier, as package-lock.json pins them.

Node.js is wanted for this alone: neither the program nor the bundle needs it.
"""

import hashlib
import os
import shutil
from pathlib import Path

from builder.environment import NO_SKIPS_VARIABLE, ROOT, StepError, run, say

LOCK = ROOT / "package-lock.json"
MODULES = ROOT / "node_modules"


def lint() -> None:
    """Check the scripts; without Node.js, say that they were not.

    Raises:
        StepError: They are not as they should be; or there is no Node.js, and nothing may be left
            out.
    """
    npm = shutil.which("npm")
    if npm is None:
        say("JavaScript was not checked: there is no npm. Debian: apt-get install nodejs npm")
        if os.environ.get(NO_SKIPS_VARIABLE):
            raise StepError(1)
        return
    _install(npm)
    run("run", "--silent", "lint", program=npm)


def _install(npm: str) -> None:
    """Make node_modules what the lock file says; at once when it is so already.

    A note in it says for what it was made. It is the first thing to go and the last to come.
    """
    note = MODULES / "made-for"
    key = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if _text(note) == key:
        return
    say("installing ESLint and Prettier into node_modules: about 30 MB")
    note.unlink(missing_ok=True)
    run("ci", program=npm)
    note.write_text(key, encoding="ascii")


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii")
    except OSError:
        return ""
