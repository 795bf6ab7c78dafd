"""The sample album with what else is needed of photos, and what the source finds in it."""

import json
import shutil
import subprocess
import sys
from functools import cached_property
from pathlib import Path
from typing import Any

from builder.environment import MODELS, ROOT, run_module
from facefinder.models import files
from tests.bundle import random_recogniser
from tests.bundle.compare import without_places

MANY = 12
"""So often is each photo copied where a run has to last a while."""

GROUP_PHOTO = "photos/Familienfeier in Köln.jpg"
"""Four people, two of whom are known."""


class Album:
    """A folder with known, photos, others (kinds of files), many, and models.

    Attributes:
        folder: Where it is.
        photos: What the program from source finds in ``photos``, without places.
        copies: Where it put the copies of ``photos``, with names in XMP files, and the report.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.copies = folder, folder.parent / "found from source"
        self._index = folder.parent / "from source.sqlite"
        run_module("tests.support.album", folder, MODELS / "album")
        run_module("tests.bundle.other_files", folder / "others")
        (folder / "many").mkdir()
        for number in range(MANY):
            for photo in sorted((folder / "photos").rglob("*.*")):
                shutil.copy(photo, folder / "many" / f"{number} {photo.name}")
        self._make_models(folder / "models")
        self.photos = self._found("photos", "--copy-to", self.copies, "--sidecar")

    @cached_property
    def many(self) -> Any:  # noqa: ANN401 - JSON
        """What the source finds in ``many``, without places; not all who use the album ask."""
        return self._found("many")

    def groups(self) -> Any:  # noqa: ANN401 - JSON
        """What the source groups among ``photos``, without places."""
        return self._json("groups", "-i", self.folder / "photos")

    def explained(self, picture: Path) -> str:
        """What the source says about the photo of several people, and draws into a file."""
        known = ("-k", self.folder / "known", "--picture", picture)
        return self._told("explain", self.folder / GROUP_PHOTO, *known)

    def tagged(self) -> Any:  # noqa: ANN401 - JSON
        """What the source finds of those whom the XMP files beside its copies name."""
        known = ("-k", f"tags:{self.copies}", "-i", self.folder / "photos", "-p", "2")
        return self._json("find", *known)

    @staticmethod
    def _make_models(target: Path) -> None:
        shutil.copytree(MODELS, target, ignore=shutil.ignore_patterns("album"))
        random_recogniser.write(target)
        vouched_for = [random_recogniser.FILE]
        assert not files.fetch(vouched_for, target, from_dir=target, say=lambda _: None)

    def _found(self, folder: str, *more: str | Path) -> Any:  # noqa: ANN401 - JSON
        where = ("-k", self.folder / "known", "-i", self.folder / folder, "-p", "2")
        return self._json("find", *where, *more)

    def _json(self, command: str, *arguments: str | Path) -> Any:  # noqa: ANN401 - JSON
        told = self._told(command, *arguments, "--json", "-")
        return without_places(json.loads(told), str(self.folder))

    def _told(self, command: str, *arguments: str | Path) -> str:
        line: list[str | Path] = [sys.executable, "-m", "facefinder", command, "-q", *arguments]
        line += ["--index", self._index]
        told = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True)
        return told.stdout
