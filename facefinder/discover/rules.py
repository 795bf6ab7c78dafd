"""What of the folders is not searched: what nobody wants to be, and what the user leaves out."""

import contextlib
import os
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from facefinder.discover.stores import RESCUED, reason_against, reasons_beside
from facefinder.host.files import LEFTOVER
from facefinder.host.in_the_way import WINDOWS_JUNCTION
from facefinder.records.left_out import CLOUD, HIDDEN, LINK, OURS, Kind

WINDOWS_HIDDEN_OR_SYSTEM = 0x2 | 0x4  # FILE_ATTRIBUTE_HIDDEN, FILE_ATTRIBUTE_SYSTEM


WINDOWS_ELSEWHERE = 0x1000 | 0x40000 | 0x400000
"""FILE_ATTRIBUTE_OFFLINE, _RECALL_ON_OPEN, _RECALL_ON_DATA_ACCESS: the name is here, the content is
with OneDrive or the like, and reading or listing it would load it over the network."""


ICLOUD = ".icloud"
"""How ``.name.jpg.icloud`` ends, which macOS put in the place of ``name.jpg`` until 2023."""


class Pattern:
    """A ``--exclude``: a name or a path with wild cards; capital letters do not count.

    Attributes:
        text: As it was typed.
        matched: Whether anything was like it until now.
    """

    def __init__(self, text: str) -> None:
        self.text, self.matched = text, False
        path = text.replace(os.sep, "/").removeprefix("./")
        self._folders_only = path.endswith("/")
        path = path.rstrip("/") or "/"
        self._is_path = "/" in path
        start = "" if os.path.isabs(text) else "(?:.*/)?"  # noqa: PTH117 - a pattern, not a path
        self._regex = re.compile(start + _translated(path), re.IGNORECASE | re.DOTALL)

    def matches(self, name: str, whole: str, *, folder: bool) -> bool:
        """Whether something is like it.

        Args:
            name: Of a file or folder.
            whole: Its absolute path, with ``/`` or as this system writes it.
            folder: Whether it is one.
        """
        subject = whole.replace(os.sep, "/") if self._is_path else name
        if self._folders_only and not folder:
            return False
        found = self._regex.fullmatch(subject) is not None
        self.matched |= found
        return found


def _translated(glob: str) -> str:
    """A regular expression: ``*`` and ``?`` stay in a name, ``**`` goes through folders."""
    parts = re.split(r"(\*\*/?|\*|\?|\[!?[^]/]+\])", glob)
    return "".join(map(_expression, parts))


def _expression(part: str) -> str:
    known = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    if part.startswith("[") and part.endswith("]"):
        inside = part[1:-1].replace("\\", r"\\").replace("[", r"\[")
        wanted = f"[^{inside[1:]}]" if inside.startswith("!") else f"[{inside}]"
        with contextlib.suppress(re.error):  # "[z-a]" stands for itself
            re.compile(wanted)
            return wanted
    return known.get(part) or re.escape(part)


@dataclass(frozen=True, slots=True)
class Rules:
    """What is left out wherever it lies.

    Attributes:
        patterns: What the user does not want to be searched.
        everything: Whether hidden things, waste bins and stores of previews are searched, too.
        archives: Whether archives are looked into; one that was named always is.
        videos: Whether videos are searched; one that was named always is.
    """

    patterns: Sequence[Pattern] = field(default=())
    everything: bool = False
    archives: bool = True
    videos: bool = False

    @property
    def kinds(self) -> frozenset[Kind]:
        """What is searched."""
        return frozenset({Kind.PHOTO, Kind.VIDEO} if self.videos else {Kind.PHOTO})

    def excludes(self, name: str, whole: str, *, folder: bool) -> bool:
        """Whether the user left something out; arguments as of `Pattern.matches`."""
        # All are asked: one that nothing is like was misspelt, and is told.
        return bool([p for p in self.patterns if p.matches(name, whole, folder=folder)])

    def reason_against(self, name: str, parent: str, *, folder: bool) -> str:
        """Say why something with such a name is not searched; nothing if it is.

        Args:
            name: Of a file or folder.
            parent: Of the folder that it lies in.
            folder: Whether it is one.
        """
        if name.startswith("."):
            if LEFTOVER.fullmatch(name):
                return OURS
            if name.endswith(ICLOUD):
                return CLOUD
            return "" if self.everything else HIDDEN
        return reason_against(name, parent) if folder and not self.everything else ""

    def reasons_beside(self, names: Collection[str]) -> dict[str, str]:
        """Which folders are not searched for what lies beside them, and why.

        Args:
            names: All that lies in one folder.
        """
        return {} if self.everything else reasons_beside(names)


def reason_of_windows(info: os.stat_result, name: str, *, folder: bool, everything: bool) -> str:
    """Say why Windows' attributes speak against something; nothing if they do not.

    Args:
        info: Of a file or folder, not of what it links to.
        name: Its own.
        folder: Whether it is one.
        everything: As in `Rules`.
    """
    attributes = getattr(info, "st_file_attributes", 0)
    if getattr(info, "st_reparse_tag", 0) == WINDOWS_JUNCTION:
        return LINK
    if attributes & WINDOWS_ELSEWHERE:
        return CLOUD
    hidden = folder and attributes & WINDOWS_HIDDEN_OR_SYSTEM and not RESCUED.fullmatch(name)
    return HIDDEN if hidden and not everything else ""
