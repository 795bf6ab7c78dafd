"""How a search was called, as a text that the index keeps: so that it can be done once more."""

import itertools
import json
from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from facefinder.errors import UsageError
from facefinder.records.boxes import Box
from facefinder.settings import Settings


def written(settings: Settings) -> str:
    """The settings of a search as JSON; paths are whole, for the next command begins elsewhere."""
    return json.dumps(_plain(settings))


def settings_of(text: str, index: Path) -> Settings:
    """The settings of an earlier search.

    Args:
        text: As `written` made it.
        index: The file in which it was found.

    Raises:
        UsageError: What was searched, or whom for, is not there now, or another version wrote it.
    """
    try:
        settings: Settings = _typed(Settings, json.loads(text))
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise UsageError("Another version of facefinder made that search.") from error
    return replace(settings, index=index)


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Path):
        return str(value.absolute())
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _typed(kind: Any, value: Any) -> Any:  # noqa: ANN401 - any of the types that settings have
    """What `_plain` made plain, as a value of the type that it was."""
    if get_origin(kind) is tuple:
        kinds = get_args(kind)
        kinds = kinds[:1] * len(value) if kinds[1:] == (...,) else kinds
        return tuple(itertools.starmap(_typed, zip(kinds, value, strict=True)))
    if get_origin(kind) is UnionType:
        other = next(one for one in get_args(kind) if one is not NoneType)
        return None if value is None else _typed(other, value)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return kind(**{name: _typed(hints[name], one) for name, one in value.items()})
    if kind is date:
        return date.fromisoformat(value)
    if kind is Box:  # a tuple with names: JSON keeps nothing but the values
        return Box(*value)
    return kind(value) if issubclass(kind, Path | StrEnum) else value
