"""The result of a run as the JSON document that scripts read (schema 1)."""

import json
from typing import Any

from facefinder import __version__
from facefinder.output import tables
from facefinder.search.people import Result

SCHEMA = 1


def to_json(result: Result) -> str:
    """Write the document; the README describes its keys.

    Names that are not valid Unicode keep their bytes as lone surrogates, escaped like all else
    that is not ASCII, so that a script can turn them back with ``os.fsencode``.
    """
    return json.dumps(_document(result), indent=1, ensure_ascii=True, allow_nan=False) + "\n"


def _document(result: Result) -> dict[str, Any]:
    summary = result.summary
    return {
        "schema": SCHEMA,
        "version": __version__,
        "engine": {
            "detector": result.engine.detector,
            "model": result.engine.model,
            "metric": result.metric.value,
            "sure": result.thresholds.sure,
            "check": result.thresholds.check,
        },
        "people": [
            {
                "name": person.name,
                "references": person.references,
                "used": person.used,
                "problems": [{"path": p.path, "problem": p.problem} for p in person.problems],
            }
            for person in result.people
        ],
        "matches": tables.match_records(result.matches),
        "skipped": [
            {"path": str(failed.photo), "reason": failed.reason} for failed in result.skipped
        ],
        "left_out": [{"path": left.path, "reason": left.reason} for left in result.left_out],
        "summary": {
            "photos": summary.photos,
            "scanned": summary.scanned,
            "from_index": summary.from_index,
            "faces": summary.faces,
            "seconds": summary.seconds,
        },
    }
