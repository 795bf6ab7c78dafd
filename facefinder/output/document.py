"""The result of a run as the JSON document that scripts read (schema 2)."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from facefinder import __version__
from facefinder.output import tables
from facefinder.records.photos import Failed
from facefinder.search.engine import ChosenEngine
from facefinder.search.people import Result
from facefinder.search.searched import Searched

SCHEMA = 2
"""1 was until a photo could lie in an archive: then its path is no file's."""

BEGINNING = re.compile(rb'\{\s*"schema":\s*[0-9]+,\s*"version":\s*"[^"]*",\s*"engine":\s*\{')
"""Every version's documents begin like this, those of `groups`, too; decisions do not."""

NO_MATCHES = '\n "matches": []'
"""Where the matches belong in a document: no text in it can have this line end and these quotes."""


def to_json(result: Result) -> Iterator[str]:
    """The document, a part at a time; docs/json.md describes its keys."""
    before, _, after = as_json(_without_matches(result)).partition(NO_MATCHES)
    yield before
    opened = False
    for records in tables.match_records(result.matches):
        listed = json.dumps(records, indent=1, ensure_ascii=True, allow_nan=False)
        items = listed.removeprefix("[").removesuffix("\n]").replace("\n", "\n ")
        yield f",{items}" if opened else f"{NO_MATCHES.removesuffix(']')}{items}"
        opened = True
    yield f"\n ]{after}" if opened else f"{NO_MATCHES}{after}"


def _without_matches(result: Result) -> dict[str, Any]:
    thresholds = result.engine.thresholds
    people = [
        {
            "name": person.name,
            "references": person.references,
            "used": person.used,
            "learned": person.learned,
            "problems": [{"path": p.path, "problem": p.problem} for p in person.problems],
        }
        for person in result.people
    ]
    return {
        "schema": SCHEMA,
        "version": __version__,
        "engine": engine_record(result.engine)
        | {"sure": thresholds.sure, "check": thresholds.check},
        "people": people,
        "warnings": list(result.warnings),
        "matches": [],
        "skipped": skipped_records(result.searched.skipped),
        "left_out": [{"path": left.path, "reason": left.reason} for left in result.left_out],
        "not_looked_at": counted_records(result.not_looked_at),
        "sample": None if result.sample is None else asdict(result.sample),
        "summary": figures(result.searched) | {"faces": result.faces, "seconds": result.seconds},
    }


def engine_record(engine: ChosenEngine) -> dict[str, Any]:
    """What found and compared the faces."""
    return {
        "detector": engine.detector.name,
        "model": engine.model.name,
        "metric": engine.metric.value,
    }


def skipped_records(skipped: Sequence[Failed]) -> list[dict[str, str]]:
    """What could not be read, and why."""
    return [{"path": str(failed.photo), "reason": failed.reason} for failed in skipped]


def figures(searched: Searched) -> dict[str, int]:
    """How many photos were searched."""
    return {
        "photos": searched.photos,
        "searched": searched.searched,
        "unreadable": searched.unreadable,
        "closed": searched.closed,
        "scanned": searched.scanned,
        "unread": searched.unread,
        "from_index": searched.from_index,
    }


def counted_records(counts: Mapping[str, int]) -> list[dict[str, str | int]]:
    """How much was not looked at, by kind and by reason."""
    return [{"kind": what, "count": count} for what, count in counts.items()]


def as_json(content: Mapping[str, Any]) -> str:
    """The text of a document.

    Names that are not valid Unicode keep their bytes as lone surrogates, escaped like all else
    that is not ASCII, so that a script can turn them back with ``os.fsencode``.
    """
    return json.dumps(content, indent=1, ensure_ascii=True, allow_nan=False) + "\n"
