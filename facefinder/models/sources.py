"""Getting one file from where it is published. Checking it is the caller's business.

Nothing here is called but by ``facefinder models fetch`` and by the sample album of the tests.
"""

import importlib.util
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO, TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from facefinder.host.files import temporary_folder

if TYPE_CHECKING:
    import ssl

ANSWER_S = 8.0
"""So long a source may take to begin its answer, with the search for its name and all of its
addresses: behind some firewalls nothing is refused, and nothing comes."""
TIMEOUT_S = 15.0
"""For each wait for more bytes."""

CERTIFICATES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian and its kin
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora and its kin
    "/etc/ssl/ca-bundle.pem",  # SUSE
    "/etc/ssl/cert.pem",  # Alpine, macOS
)
"""Where systems keep the certificates that they trust. A bundle's OpenSSL knows the place of the
system that it was built on."""

CHUNK = 1 << 20
MAX_BYTES = 1 << 30
"""Where a size is not known: more than any model file has."""


class Unavailable(Exception):  # noqa: N818 - it is an answer, not a fault of the program
    """A file cannot be had from there; the message says why, for people."""


class Source(Protocol):
    """Where a file comes from."""

    @property
    def file_name(self) -> str:
        """What the file is called there."""
        ...

    def save(self, target: Path, limit: int | None) -> None:
        """Write the file to `target`.

        Args:
            target: A new file; may be half-written when this raises.
            limit: Read no more bytes than this.

        Raises:
            Unavailable: It cannot be had from there now.
        """
        ...


class Release:
    """A file at one or several addresses, tried in their order.

    What speaks HTTP is imported only when it is needed: a search never does.
    """

    def __init__(self, *urls: str) -> None:
        self.urls = urls

    def __str__(self) -> str:
        return " or ".join(dict.fromkeys(_host(url) for url in self.urls))

    @property
    def file_name(self) -> str:  # noqa: D102 - described in Source
        return self.urls[0].rpartition("/")[2]

    def save(self, target: Path, limit: int | None) -> None:  # noqa: D102 - described in Source
        from http.client import HTTPException  # noqa: PLC0415 - only a download needs it

        problems = []
        for url in self.urls:
            try:
                self._get(url, target, limit)
            except (OSError, HTTPException, Unavailable) as error:
                cause = getattr(error, "reason", error)
                problems.append(f"{_host(url)}: {getattr(cause, 'strerror', None) or cause}")
            else:
                return
        raise Unavailable("; ".join(problems))

    @staticmethod
    def _get(url: str, target: Path, limit: int | None) -> None:
        with _answer(url) as answer, target.open("wb") as out:
            _copy(answer, out, limit)


@dataclass(frozen=True)
class Package:
    """A file inside an installed Python package, which is not imported for that."""

    package: str
    path: str

    def __str__(self) -> str:
        return f"the Python package {self.package}"

    @property
    def file_name(self) -> str:  # noqa: D102 - described in Source
        return self.path.rpartition("/")[2]

    def save(self, target: Path, limit: int | None) -> None:  # noqa: D102 - described in Source
        spec = importlib.util.find_spec(self.package)
        for folder in (spec and spec.submodule_search_locations) or ():
            path = Path(folder, self.path)
            if path.is_file():
                with path.open("rb") as file, target.open("wb") as out:
                    _copy(file, out, limit)
                return
        raise Unavailable(f"{self} is not installed, or has no {self.path}")


@dataclass(frozen=True)
class Sdist:
    """A file inside a source archive on the Python package index, fetched by pip.

    pip knows the user's index, proxy and certificates, and compares the archive's hash before it
    looks into it. Nothing is built: pip only reads the package's metadata, with the setuptools
    that is installed here.
    """

    requirement: str
    sha256: str
    member: str

    def __str__(self) -> str:
        return f"the Python package index ({self.requirement})"

    @property
    def file_name(self) -> str:  # noqa: D102 - described in Source
        return self.member.rpartition("/")[2]

    def save(self, target: Path, limit: int | None) -> None:  # noqa: D102 - described in Source
        with temporary_folder(target.parent) as folder:
            archive = pip_download(
                self.requirement,
                self.sha256,
                folder,
                "--no-binary=:all:",
                "--no-build-isolation",
            )
            with tarfile.open(archive) as tar, target.open("wb") as out:
                file = tar.extractfile(self.member)
                if file is None:
                    raise Unavailable(f"{archive.name} has no file {self.member}")
                with file:
                    _copy(file, out, limit)


def pip_download(requirement: str, sha256: str, folder: Path, *options: str) -> Path:
    """Let pip download one package, without what it depends on.

    Args:
        requirement: Name and exact version, ``name==1.0``.
        sha256: Of the archive; pip refuses another one.
        folder: Empty folder in which the archive is left.
        options: More arguments for ``pip download``.

    Returns:
        The archive.

    Raises:
        Unavailable: pip is not here, or could not get it.
    """
    if importlib.util.find_spec("pip") is None:
        raise Unavailable(f"{requirement} is fetched by pip, which is not installed here")
    listed = folder / "requirements.txt"
    listed.write_text(f"{requirement} --hash=sha256:{sha256}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    # Twice what a source gets above, and not pip's own five times fifteen seconds.
    command += ["--timeout", f"{ANSWER_S:.0f}", "--retries", "1"]
    command += ["--no-input", "--no-deps", "--require-hashes", "--dest", str(folder), *options]
    command += ["--requirement", str(listed)]
    # S603: the program is this Python, the arguments stand in our own tables.
    ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    archives = [path for path in folder.iterdir() if path != listed]
    if ended.returncode or len(archives) != 1:
        lines = [line for line in ended.stderr.splitlines() if line.startswith("ERROR: ")]
        reason = lines[-1].removeprefix("ERROR: ") if lines else f"exit code {ended.returncode}"
        raise Unavailable(f"pip could not download {requirement}: {reason}")
    return archives[0]


def _answer(url: str) -> IO[bytes]:
    """What an address answers, if it begins within `ANSWER_S`.

    In a thread, since neither the search for a name nor the walk through many addresses can be
    given a time; one that comes to nothing is left behind and keeps no program from ending.
    """
    from urllib.request import urlopen  # noqa: PLC0415 - only a download needs it

    came: SimpleQueue[IO[bytes] | Exception] = SimpleQueue()

    def ask() -> None:
        try:
            # S310: the addresses stand in our own table, and all of them are https.
            came.put(urlopen(url, timeout=TIMEOUT_S, context=_trusting()))  # noqa: S310 - https, from our table
        except Exception as error:  # handed to whoever asked, and raised there
            came.put(error)

    Thread(target=ask, daemon=True).start()
    try:
        answer = came.get(timeout=ANSWER_S)
    except Empty:
        raise Unavailable(f"no answer within {ANSWER_S:g} seconds") from None
    if not isinstance(answer, Exception):
        return answer
    try:
        raise answer
    finally:
        del answer  # else it would hold this frame, and this frame it, with the connection in it


def _trusting() -> "ssl.SSLContext":
    """Checks certificates by those that this system trusts, wherever it keeps them."""
    import ssl  # noqa: PLC0415 - only a download needs it

    usual = ssl.get_default_verify_paths()
    there = [path for path in CERTIFICATES if Path(path).is_file()]
    own_place = usual.cafile or usual.capath or sys.platform == "win32"
    return ssl.create_default_context(cafile=None if own_place or not there else there[0])


def _host(url: str) -> str:
    return urlsplit(url).hostname or url


def _copy(source: IO[bytes], target: IO[bytes], limit: int | None) -> None:
    left = MAX_BYTES if limit is None else limit
    while chunk := source.read(min(CHUNK, left + 1)):
        left -= len(chunk)
        if left < 0:
            raise Unavailable("there is more than the file should have; it is another file")
        target.write(chunk)
