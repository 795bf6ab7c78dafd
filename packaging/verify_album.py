"""The sample album with what else is needed of photos, and what the source finds in it."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from environment import PYTHON, ROOT, run
from proof import without_places

MANY = 12
"""So often is each photo copied where a run has to last a while."""


class Album:
    """A folder with known, photos, others (kinds of files) and many.

    Attributes:
        folder: Where it is.
        photos: What the program from source finds in ``photos``, without places.
        many: Likewise, in ``many``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        run(ROOT / "tests" / "album.py", folder, ROOT / "models_cache" / "album")
        run("-m", "tests.bundle.other_files", folder / "others")
        (folder / "many").mkdir()
        for number in range(MANY):
            for photo in sorted((folder / "photos").rglob("*.*")):
                shutil.copy(photo, folder / "many" / f"{number} {photo.name}")
        self.photos, self.many = self._from_source("photos"), self._from_source("many")

    def _from_source(self, folder: str) -> Any:  # noqa: ANN401 - JSON
        command: list[str | Path] = [PYTHON, "-m", "facefinder", "find", "-q"]
        command += ["-k", self.folder / "known", "-i", self.folder / folder]
        command += ["-p", "2", "--no-index", "--json", "-"]
        told = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
        return without_places(json.loads(told.stdout), str(self.folder))
