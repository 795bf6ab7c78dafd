"""Archives of all kinds, made in a test."""

import io
import tarfile
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

TIME = (2018, 7, 22, 14, 30, 2)
"""When all members were changed, in local time."""

TAR_MODES = {".tar": "w", ".tar.gz": "w:gz", ".tgz": "w:gz", ".tar.bz2": "w:bz2", ".tar.xz": "w:xz"}
ENDINGS = (".zip", *TAR_MODES)


def pack(path: Path, members: Mapping[str, bytes] | Iterable[tuple[str, bytes]]) -> Path:
    """An archive of the kind that its name says, with these members in this order."""
    path.parent.mkdir(exist_ok=True)
    pairs = list(members.items() if isinstance(members, Mapping) else members)
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in pairs:
                info = zipfile.ZipInfo(name, TIME)
                archive.writestr(info, content, zipfile.ZIP_DEFLATED)
        return path
    ending = next(one for one in TAR_MODES if path.name.endswith(one))
    with tarfile.open(path, TAR_MODES[ending]) as tar:  # type: ignore[call-overload] # a mode of the table
        for name, content in pairs:
            member = tarfile.TarInfo(name)
            member.size, member.mtime = len(content), 1_532_262_602
            tar.addfile(member, io.BytesIO(content))
    return path
