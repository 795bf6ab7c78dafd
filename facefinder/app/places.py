"""Where photos may be: drives, the usual folders, and the folders in a folder."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from facefinder.host.mounts import mute_drive_of
from facefinder.host.text import printable
from facefinder.host.volumes import name_of_drive
from facefinder.records.extensions import EXTENSIONS
from facefinder.records.long_paths import reachable
from facefinder.records.names import reading_key
from facefinder.sources.typed import place_in_archive

MOST_FOLDERS = 1000
"""How many folders of one are listed; of what lies in it, ten times as much is looked at."""

NO_PHOTOS_ON = ("/boot", "/dev", "/efi", "/etc", "/proc", "/run/user", "/snap", "/sys", "/var")
"""Where drives hang on Linux that hold the system; what is below `/run/media` is a stick."""
SYSTEM_TYPES = ("squashfs", "tmpfs", "devtmpfs", "overlay", "autofs", "efivarfs")


@dataclass(frozen=True, slots=True)
class Place:
    """A place to choose.

    Attributes:
        kind: "drive", "pictures", "desktop", "downloads", "home" or "camera".
        name: For people.
        path: Where it is.
        free: Bytes that are free there; None where that was not asked.
        total: Bytes of the drive; None where that was not asked.
    """

    kind: str
    name: str
    path: str
    free: int | None = None
    total: int | None = None


def places() -> list[Place]:
    """All places that exist now, drives last; none twice."""
    found: dict[str, Place] = {}
    for place in (*_usual(), *_drives()):
        found.setdefault(os.path.normcase(place.path), place)
    return list(found.values())


def _usual() -> Iterator[Place]:
    with suppress(RuntimeError):  # this user has no home folder
        for kind, path in (
            ("pictures", platformdirs.user_pictures_dir()),
            ("desktop", platformdirs.user_desktop_dir()),
            ("downloads", platformdirs.user_downloads_dir()),
            ("home", str(Path.home())),
        ):
            if os.path.isdir(path):  # noqa: PTH112 - never raises
                yield Place(kind, printable(Path(path).name or path), path)


def _drives() -> Iterator[Place]:
    import psutil  # noqa: PLC0415 - not for every command

    for part in psutil.disk_partitions(all=False):
        path = part.mountpoint
        if _is_of_the_system(path, part.fstype) or mute_drive_of(path) is not None:
            continue
        with suppress(OSError):
            usage = shutil.disk_usage(path)
            name = name_of_drive(path)
            yield Place("drive", printable(name), path, usage.free, usage.total)
            camera = Path(path, "DCIM")
            if camera.is_dir():
                yield Place("camera", printable(f"{name}: DCIM"), str(camera))


def _is_of_the_system(path: str, kind: str) -> bool:
    if sys.platform == "win32":
        return not kind  # a drive without a disk in it
    below = any(path == one or path.startswith(f"{one}/") for one in NO_PHOTOS_ON)
    return below or kind in SYSTEM_TYPES or path.startswith("/System/Volumes")


@dataclass(frozen=True, slots=True)
class Listed:
    """What lies directly in a folder.

    Attributes:
        path: The folder.
        parent: The folder above; None at the top.
        folders: Names and paths of the folders in it, without hidden ones.
        photos: How many files in it have the name of a photo.
        more: There is more than was listed.
    """

    path: str
    parent: str | None
    folders: list[tuple[str, str]]
    photos: int
    more: bool


def listed(path: Path) -> Listed:
    """Look into a folder; an archive, or what lies in one, is shown as one without folders.

    Raises:
        OSError: It cannot be looked into.
    """
    folders: list[tuple[str, str]] = []
    photos = 0
    more = False
    inside = place_in_archive(path)
    if path.is_file() or inside:
        around = inside[0] if inside else path.parent
        return Listed(str(path), str(around), folders, photos, more)
    with os.scandir(reachable(path)) as entries:
        for number, entry in enumerate(entries):
            if number >= 10 * MOST_FOLDERS or len(folders) >= MOST_FOLDERS:
                more = True
                break
            with suppress(OSError):
                if entry.is_dir():
                    if not entry.name.startswith("."):
                        folders.append((printable(entry.name), str(path / entry.name)))
                elif Path(entry.name).suffix.lower().removeprefix(".") in EXTENSIONS:
                    photos += 1
    folders.sort(key=lambda one: reading_key(one[0]))
    parent = None if path.parent == path else str(path.parent)
    return Listed(str(path), parent, folders, photos, more)
