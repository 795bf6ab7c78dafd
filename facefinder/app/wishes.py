"""What the page sends, taken apart; whatever makes no sense is refused in words."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, Final

from facefinder.discover.kinds import kind_by_name
from facefinder.errors import UsageError
from facefinder.host.text import may_be_name, may_be_path
from facefinder.records.boxes import Box
from facefinder.records.left_out import Kind
from facefinder.records.people import Decision
from facefinder.sources.opening import is_named_archive
from facefinder.sources.typed import place_in_archive, straight, without_address

LARGEST_SIDE: Final = 1e9
"""Pixels; no photo has as many in a row."""


def text(wish: Mapping[str, Any], name: str) -> str:
    """A text that is not empty, and could be a path.

    Raises:
        UsageError: It is none.
    """
    value = wish.get(name)
    if not isinstance(value, str) or not value.strip() or not may_be_path(value):
        raise UsageError(f"'{name}' is missing.")
    return value


def name(wish: Mapping[str, Any], key: str) -> str:
    """A text that could be somebody's name.

    Raises:
        UsageError: It is none.
    """
    value = text(wish, key)
    if not may_be_name(value):
        raise UsageError(f"'{key}' is missing.")
    return value


def texts(wish: Mapping[str, Any], name: str) -> list[str]:
    """A list of texts that are not empty; an empty one where nothing is said.

    Raises:
        UsageError: It is none.
    """
    values = wish.get(name, [])
    if not isinstance(values, list):
        raise UsageError(f"'{name}' is no list.")
    return [text({name: value}, name) for value in values]


def day(wish: Mapping[str, Any], name: str) -> date | None:
    """A day; None where nothing is said.

    Raises:
        UsageError: It is none.
    """
    if not wish.get(name):
        return None
    try:
        return date.fromisoformat(text(wish, name))
    except ValueError as error:
        raise UsageError(f"'{wish[name]}' is no day.", "Write it as 2018-07-22.") from error


def pointed(wish: Mapping[str, Any]) -> tuple[tuple[str, Box], ...]:
    """The faces that count: `pointed`, each with the address of its `photo` and a `box`.

    Raises:
        UsageError: One of them is none.
    """
    entries = wish.get("pointed", [])
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise UsageError("These are no faces.")
    return tuple((text(one, "photo"), _box(one.get("box"))) for one in entries)


def _box(value: object) -> Box:
    if not isinstance(value, list) or len(value) != len(Box._fields):
        raise UsageError("These are no faces.")
    if not all(isinstance(one, int | float) and abs(one) <= LARGEST_SIDE for one in value):
        raise UsageError("These are no faces.")
    return Box(*value)


def decisions(wish: Mapping[str, Any]) -> list[Decision]:
    """The decisions of a wish, each with `person`, `face` and `yes`.

    Raises:
        UsageError: One of them is none.
    """
    entries = wish.get("decisions")
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise UsageError("These are no decisions.")
    return [
        Decision(name(one, "person"), name(one, "face"), yes=one.get("yes") is True)
        for one in entries
    ]


def place(typed: str) -> Path:
    """The folder, or the archive or folder in one, that somebody chose or typed.

    Raises:
        UsageError: There is none.
    """
    path = straight(_path(typed))
    is_archive = is_named_archive(path.name) and path.is_file()
    if path.is_absolute() and (is_archive or place_in_archive(path)):
        return path
    return folder(typed)


def folder(typed: str) -> Path:
    """The folder that somebody chose or typed.

    Raises:
        UsageError: There is none.
    """
    path = _path(typed)
    with suppress(RuntimeError):  # there is no such user
        path = path.expanduser()
    if path.is_absolute() and path.is_file():
        if kind_by_name(path.name) is Kind.ARCHIVE and not is_named_archive(path.name):
            raise UsageError(
                f"'{path}' is an archive that facefinder does not open.",
                "Unpack it, and name the folder that it becomes.",
            )
        raise UsageError(f"'{path}' is a file, not a folder.", "Name the folder that it lies in.")
    if not path.is_absolute() or not path.is_dir():
        raise UsageError(f"There is no folder '{path}'.", "Check the spelling and the drive.")
    return path


def _path(typed: str) -> Path:
    return Path(without_address(typed.strip().strip("\"'")))
