"""A root directory with nothing in it but the C library, libz and a bundle; no network.

Processes in it have the same ids outside, so that they can be watched and killed from here.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import weakref
from pathlib import Path

from builder.bundle import elf
from tests.bundle.compare import same
from tests.support.listing import Listing, differences, listing

# mypy looks at the rest on Linux only, where alone it is imported.
assert sys.platform == "linux"

STICK = "/media/USB-Stick Größe 日本"
PHOTOS, ELSEWHERE = "/Fotos ä", "/Fotos E"
"""Where photos are seen."""
SHARED_MEMORY = "/dev/shm"  # noqa: S108 - a folder of its own is made in it

ENTER = r"""
set -e
root=$1 bundle=$2 mode=$3 photos=$4 photos_mode=$5; shift 5
mount --bind "$bundle" "$root$STICK/facefinder"
if [ "$mode" = ro ]; then mount -o remount,bind,ro "$root$STICK/facefinder"; fi
mount --bind "$PHOTOS" "$root$photos"
if [ "$photos_mode" = ro ]; then mount -o remount,bind,ro "$root$photos"; fi
mount --bind "$SHARED_MEMORY" "$root/dev/shm"
mount --bind /dev/null "$root/dev/null"
mount --bind /dev/urandom "$root/dev/urandom"
mount --rbind /proc "$root/proc"
if [ -n "$LOOPBACK" ]; then "$PYTHON" -c "$LOOPBACK"; fi
cd "$root"
exec env -i PATH= $VARIABLES "$CHROOT" . "$@"
"""

LOOPBACK_UP = """
import fcntl, socket, struct
SIOCSIFFLAGS, IFF_UP = 0x8914, 1
with socket.socket() as some:
    fcntl.ioctl(some, SIOCSIFFLAGS, struct.pack("16sH22x", b"lo", IFF_UP))
"""
"""A network of nobody has this computer's own address only when it is switched on."""


class Jail:
    """The root directory.

    Attributes:
        root: Where it is seen from outside.
        out: The folder ``/out`` in it, which programs may write.
    """

    def __init__(self, place: Path, photos: Path, *, unprivileged: bool) -> None:
        """Make it.

        Args:
            place: A folder to make it in.
            photos: A folder that is seen in it, by default as ``/Fotos ä`` and write-protected.
            unprivileged: Enter it by a namespace that any user can make.
        """
        self.root, self.out = place / "root", place / "root" / "out"
        self._photos, self._namespaces = photos, _namespaces(unprivileged=unprivileged)
        for folder in (
            "dev/shm",
            "proc",
            "tmp",
            "home",
            "out",
            PHOTOS[1:],
            ELSEWHERE[1:],
            f"{STICK[1:]}/facefinder",
        ):
            (self.root / folder).mkdir(parents=True)
        # A folder of memory, as it is called: glibc before 2.34 makes semaphores in no other.
        self._shared_memory = Path(tempfile.mkdtemp(prefix="facefinder-jail-", dir=SHARED_MEMORY))
        weakref.finalize(self, shutil.rmtree, self._shared_memory, ignore_errors=True)
        for device in ("null", "urandom"):
            (self.root / "dev" / device).touch()
        for library in sorted(elf.ALLOWED):
            self._copy_library(library)

    @staticmethod
    def possible(*, unprivileged: bool) -> bool:
        """Whether namespaces and chroot are allowed here."""
        if shutil.which("unshare") is None:
            return False
        command = [
            *_namespaces(unprivileged=unprivileged),
            "sh",
            "-c",
            "mount -t tmpfs none /mnt && chroot /proc/self/root true",
        ]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    def start(
        self,
        bundle: Path,
        *arguments: str,
        mode: str = "ro",
        photos: str = PHOTOS,
        photos_mode: str = "ro",
        terminal: str = "",
        loopback: str = "",
        **variables: str,
    ) -> "subprocess.Popen[str]":
        """Start the program of a bundle, leader of a process group of its own.

        Args:
            bundle: Its folder.
            arguments: For the program.
            mode: "ro" or "rw": whether the program can write into its own folder.
            photos: Where the photos are seen.
            photos_mode: Likewise for them.
            terminal: A terminal's device, which it reads and writes; else its output is piped.
            loopback: "up": there is the computer's own address; nothing leads elsewhere.
            variables: Its environment.
        """
        command: list[str | Path] = [*self._namespaces, "sh", "-c", ENTER, "sh"]
        command += [self.root, bundle, mode, photos, photos_mode]
        command += [f"{STICK}/facefinder/facefinder", *arguments]
        environment = {
            "PATH": os.environ["PATH"],
            "STICK": STICK,
            "PHOTOS": str(self._photos),
            "SHARED_MEMORY": str(self._shared_memory),
            "LOOPBACK": LOOPBACK_UP if loopback else "",
            "PYTHON": sys.executable,
            "CHROOT": str(shutil.which("chroot") or "/usr/sbin/chroot"),
            "VARIABLES": " ".join(f"{name}={value}" for name, value in variables.items()),
        }
        # Not to become this process's own terminal, which would be hung up with it.
        screen = os.open(terminal or os.devnull, os.O_RDWR | os.O_NOCTTY)
        try:
            return subprocess.Popen(
                command,
                stdin=screen,
                stdout=screen if terminal else subprocess.PIPE,
                stderr=screen if terminal else subprocess.PIPE,
                text=True,
                encoding="utf-8",
                start_new_session=True,
                env=environment,
            )
        finally:
            os.close(screen)

    def beside(self, process: int) -> list[str]:
        """How a command begins that runs in the network of a process that was started here."""
        rights = ["--user", "--preserve-credentials"] if "--user" in self._namespaces else []
        return ["nsenter", "--target", str(process), *rights, "--net"]

    def shared_memory(self) -> list[str]:
        """Semaphores and folders that programs made and have not removed."""
        return sorted(path.name for path in self._shared_memory.iterdir())

    def forget_shared_memory(self) -> None:
        """Remove what is in it: nobody is left to do so of those who were killed."""
        for path in self._shared_memory.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()

    def listing(self) -> Listing:
        """All that is there and in the photos, but not ``/out``.

        Of shared memory only the names: to make a semaphore changes the time of its folder.
        """
        inside = {
            f"/{name}": entry for name, entry in listing(self.root, without=(self.out,)).items()
        }
        photos = {f"photos/{name}": e for name, e in listing(self._photos).items()}
        shared = {f"/dev/shm/{name}": () for name in self.shared_memory()}  # noqa: S108  inside
        return inside | photos | shared

    def no_trace(self, before: Listing) -> None:
        """Compare with an earlier `listing`.

        Raises:
            AssertionError: Something else is there now.
        """
        same(differences(before, self.listing()), [], "changes")

    def _copy_library(self, name: str) -> None:
        for folder in (
            "/lib64",
            "/lib/x86_64-linux-gnu",
            "/usr/lib64",
            "/usr/lib/x86_64-linux-gnu",
        ):
            found = Path(folder, name)
            if found.exists():
                target = self.root / ("lib64" if name.startswith("ld-") else "lib/x86_64-linux-gnu")
                # Debian's linker looks into the one folder, Fedora's into the other.
                for place in {target, self.root / "lib64"}:
                    place.mkdir(parents=True, exist_ok=True)
                    shutil.copy(found, place / name)
                return


def _namespaces(*, unprivileged: bool) -> list[str]:
    rights = ["--user", "--map-root-user"] if unprivileged or os.getuid() else []
    return ["unshare", *rights, "--net", "--mount"]


def group_of(leader: int) -> dict[int, str]:
    """Processes of a program's group: id -> command line."""
    members = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                line = (
                    (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                )
            except OSError:
                continue
            if int(fields[2]) == leader and fields[0] != "Z":
                members[int(entry.name)] = line
    return members


def end(program: "subprocess.Popen[str]") -> None:
    """Leave nothing running, whatever happened."""
    for pid in group_of(program.pid):
        os.kill(pid, signal.SIGKILL)
    program.communicate()
