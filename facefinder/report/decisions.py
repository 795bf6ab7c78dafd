"""The file in which a report hands back what its reader decided.

A page on a disk can write nothing, so it offers the file as a download. `crc32` tells a file that
was changed by hand or cut off from one that the page made; it is no protection against intent.
"""

import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from facefinder.errors import UsageError
from facefinder.host.text import may_be_path
from facefinder.records.faces import parse_face_id
from facefinder.records.names import name_key
from facefinder.records.people import Decision

SCHEMA = 1
FILE_NAME = "decisions.json"
MOST_BYTES = 100_000_000
"""A file that is larger is none of ours: 100,000 decisions are 20 MB."""


@dataclass(frozen=True, slots=True)
class NamedGroup:
    """A group of unknown faces that got a name; `faces` are ids as `faces.face_id` makes them."""

    group: str
    name: str
    faces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decisions:
    """What a decisions file says.

    Attributes:
        report: Id of the report that it comes from.
        faces: In the order of the file.
        photos: Where the photo of each entry of `faces` was; not checked by `crc32`.
        stay: Paths, by person, whose copies stay though a face was rejected: the file shows the
            person elsewhere, as on another page; not checked by `crc32`.
        groups: Groups that got a name.
    """

    report: str
    faces: tuple[Decision, ...]
    photos: tuple[str, ...]
    groups: tuple[NamedGroup, ...]
    stay: frozenset[tuple[str, str]] = frozenset()

    @property
    def all_faces(self) -> list[Decision]:
        """The decisions about faces, and those of the named groups, which serve as references."""
        named = (
            Decision(group.name, face, yes=True, learned=True)
            for group in self.groups
            for face in group.faces
        )
        return [*self.faces, *named]


def read_decisions(path: Path) -> Decisions:
    """Read the file, or the one of the usual name in a folder.

    Raises:
        UsageError: It is missing, foreign, from a newer version, changed by hand or damaged.
    """
    if path.is_dir():
        path = path / FILE_NAME
    if path.exists() and not path.is_file():  # a pipe would be waited for, a device has no end
        raise _refused(path, "it is not a regular file")
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _refused(path, "it is far too large")
        entries = json.loads(path.read_bytes())
    except OSError as error:
        raise UsageError(
            f"'{path}' cannot be read: {error.strerror}.",
            "Press 'Save decisions' in the report, and name the file that you saved.",
        ) from error
    except (ValueError, RecursionError) as error:
        raise _refused(path, "it is damaged or no decisions file") from error
    if not isinstance(entries, dict) or entries.get("program") != "facefinder":
        raise _refused(path, "it was not made by a report of facefinder")
    if entries.get("schema") != SCHEMA:
        raise _refused(path, "it was made by another version of facefinder")
    try:
        decisions, crc32 = _parse(entries), entries["crc32"]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _refused(path, "a part of it is missing or is not what it should be") from error
    if crc32 != checksum(decisions.report, decisions.faces, decisions.groups):
        raise _refused(path, "it was changed after the report made it")
    return _last_of_each(decisions)


def _last_of_each(decisions: Decisions) -> Decisions:
    """The decisions without those that a later one about the same face and person overrules."""
    faces = decisions.faces
    last = {(name_key(one.person), one.face_id): at for at, one in enumerate(faces)}
    kept = sorted(last.values())
    photos = tuple(decisions.photos[at] for at in kept)
    return replace(decisions, faces=tuple(faces[at] for at in kept), photos=photos)


def checksum(report: str, faces: Iterable[Decision], groups: Iterable[NamedGroup]) -> int:
    """CRC-32 of the report's id, each decision and each named group, a line each."""
    lines = [report]
    lines += [f"{face.person}\t{face.face_id}\t{'yes' if face.yes else 'no'}" for face in faces]
    lines += ["\t".join((group.group, group.name, *group.faces)) for group in groups]
    return zlib.crc32(_whole("\n".join(lines)).encode("utf-8"))


def _whole(text: str) -> str:
    """A text as a browser makes UTF-8 of it: half a character becomes U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _parse(entries: dict[str, Any]) -> Decisions:
    faces: list[Decision] = []
    for entry in entries["decisions"]:
        if entry["verdict"] not in ("yes", "no"):
            raise ValueError(entry["verdict"])
        face = _face(entry["face"])
        faces.append(Decision(_text(entry["person"]), face, yes=entry["verdict"] == "yes"))
    groups = [
        NamedGroup(
            _text(entry["group"]), _text(entry["name"]), tuple(map(_face, entry.get("faces", ())))
        )
        for entry in entries["people"]
    ]
    photos = tuple(_path(entry["photo"]) for entry in entries["decisions"])
    stay = frozenset(
        (_text(entry["person"]), _path(entry["photo"]))
        for entry in entries["decisions"]
        if entry.get("stays") is True
    )
    return Decisions(_text(entries["report"]), tuple(faces), photos, tuple(groups), stay)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(value)
    return _whole(value)


def _path(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or not may_be_path(value):
        raise ValueError(value)
    return value


def _face(value: object) -> str:
    text = _text(value)
    parse_face_id(text)
    return text


def _refused(path: Path, reason: str) -> UsageError:
    advice = "Download the decisions again from the report; nothing was changed."
    return UsageError(f"'{path}' is refused: {reason}.", advice)
