"""The place where `build.py verify` runs a bundle shuts out what it says, as root and as any user.

In place of a bundle stand programs of the system that need nothing but the C library.
"""

import os
import shutil
import sys
from pathlib import Path

import pytest

from builder.bundle import elf
from tests.support.needs import LINUX, Need, give_up, require

require(LINUX, module=True)
assert sys.platform == "linux"  # mypy reads the rest on Linux only
from tests.bundle.jail import Jail, end, group_of

pytestmark = pytest.mark.slow

STICK = "/media/USB-Stick Größe 日本/facefinder"


class Place:
    """A jail, and what is run in it."""

    def __init__(self, folder: Path, *, unprivileged: bool) -> None:
        self.folder = folder
        self.photos = folder / "photos"
        self.photos.mkdir()
        (self.photos / "1.jpg").write_bytes(b"a photo")
        self.jail = Jail(folder / "jail", self.photos, unprivileged=unprivileged)

    def bundle(self, tool: str) -> Path:
        """A bundle whose program is one of the system's."""
        program = shutil.which(tool)
        assert program is not None
        folder = self.folder / f"bundle of {tool}"
        if not folder.exists():
            folder.mkdir()
            shutil.copy(Path(program).resolve(), folder / "facefinder")
        return folder

    def call(self, tool: str, *arguments: str, **options: str) -> tuple[int, str]:
        """Run to the end; returns the code and what was printed."""
        bundle = self.bundle(tool)
        if more := elf.wanted(bundle)[0] - elf.ALLOWED:
            give_up(f"{tool} of this system wants {more}", "none", "another distribution")
        started = self.jail.start(bundle, *arguments, **options)
        out, _ = started.communicate(timeout=30)
        return started.returncode, out


@pytest.fixture(params=["as root", "as any user"])
def place(tmp_path: Path, request: pytest.FixtureRequest) -> Place:
    unprivileged = request.param == "as any user"
    if not unprivileged:
        require(Need("not the superuser", "run as root", lambda: os.getuid() == 0, "a user's run"))
    missing = f"namespaces and chroot are not allowed {request.param}"
    advice = "run in a container with --privileged"
    require(Need(missing, advice, lambda: Jail.possible(unprivileged=unprivileged)))
    return Place(tmp_path, unprivileged=unprivileged)


def test_nothing_of_the_environment_comes_in(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "x")
    assert place.call("env") == (0, "PATH=\n")
    assert place.call("env", FACEFINDER_DATA_DIR="/out") == (0, "PATH=\nFACEFINDER_DATA_DIR=/out\n")


def test_there_is_no_network(place: Place) -> None:
    code, told = place.call("cat", "/proc/net/dev")
    names = [line.split(":")[0].strip() for line in told.splitlines() if ":" in line]
    assert (code, names) == (0, ["lo"])


@pytest.mark.parametrize("file", ["/etc/passwd", sys.executable, __file__, "/bin/sh"])
def test_files_of_this_computer_are_not_there(place: Place, file: str) -> None:
    assert Path(file).exists()
    assert place.call("cat", file) == (1, "")


def test_photos_are_seen_wherever_they_are_wanted(place: Place) -> None:
    assert place.call("cat", "/Fotos ä/1.jpg") == (0, "a photo")
    assert place.call("cat", "/Fotos E/1.jpg", photos="/Fotos E") == (0, "a photo")


def test_what_is_not_to_be_written_cannot_be(place: Place) -> None:
    before = place.jail.listing()
    for file in (f"{STICK}/new", f"{STICK}/facefinder", "/Fotos ä/new", "/Fotos ä/1.jpg"):
        assert place.call("touch", file)[0] == 1, file
    place.jail.no_trace(before)


@pytest.mark.parametrize(
    ("file", "options"),
    [
        ("/tmp/new", {}),  # noqa: S108 - the jail's
        ("/home/new", {}),
        ("/new", {}),
        ("/dev/shm/new", {}),  # noqa: S108 - the jail's
        ("/Fotos ä/new", {"photos_mode": "rw"}),
        ("/Fotos ä/1.jpg", {"photos_mode": "rw"}),
    ],
)
def test_a_trace_is_seen(place: Place, file: str, options: dict[str, str]) -> None:
    before = place.jail.listing()
    assert place.call("touch", file, **options)[0] == 0
    with pytest.raises(AssertionError, match=Path(file).name):
        place.jail.no_trace(before)


def test_what_is_written_where_it_may_be_is_no_trace(place: Place) -> None:
    before = place.jail.listing()
    assert place.call("touch", "/out/new")[0] == 0
    assert place.call("touch", f"{STICK}/new", mode="rw")[0] == 0
    assert (place.bundle("touch") / "new").exists()
    place.jail.no_trace(before)


def test_a_bundle_that_needs_a_library_of_this_computer_does_not_start(place: Place) -> None:
    bundle = place.bundle("sh")
    content = (bundle / "facefinder").read_bytes()
    assert b"libc.so.6\0" in content
    (bundle / "facefinder").write_bytes(content.replace(b"libc.so.6\0", b"libx.so.6\0"))
    started = place.jail.start(bundle, "-c", "exit 0")
    _, told = started.communicate(timeout=30)
    assert started.returncode == 127
    assert "libx.so.6" in told


def test_what_is_left_over_is_found_and_ended(place: Place) -> None:
    program = place.jail.start(place.bundle("sleep"), "60")
    for _ in range(100):
        if any("facefinder" in line.split(" ")[0] for line in group_of(program.pid).values()):
            break
        place.call("true")
    assert group_of(program.pid)
    end(program)
    assert group_of(program.pid) == {}
