"""Decisions as the page of a report hands them back, about faces that the index knows."""

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from facefinder.index.blobs import unpack
from facefinder.records.faces import face_id
from facefinder.records.people import Decision
from facefinder.report.decisions import NamedGroup, checksum


def decisions_file(
    path: Path,
    said: Sequence[tuple[Path, Decision]],
    *,
    groups: Sequence[NamedGroup] = (),
    report: str = "ab" * 16,
) -> Path:
    """Write the file; each decision comes with its photo."""
    content = {
        "schema": 1,
        "program": "facefinder",
        "report": report,
        "decisions": [
            {
                "person": one.person,
                "face": one.face_id,
                "photo": str(photo),
                "verdict": "yes" if one.yes else "no",
            }
            for photo, one in said
        ],
        "people": [{"group": g.group, "name": g.name, "faces": list(g.faces)} for g in groups],
        "crc32": checksum(report, [one for _, one in said], groups),
    }
    path.write_text(json.dumps(content), "utf-8")
    return path


def stored_faces(tmp_path: Path) -> dict[str, list[str]]:
    """The ids of the faces in the index, by file name."""
    with sqlite3.connect(tmp_path / "data" / "index.sqlite") as connection:
        rows = connection.execute(
            "SELECT relative, content_hash, numbers, landmarks, vectors FROM photo"
        ).fetchall()
    connection.close()
    return {
        Path(relative.decode()).name: [face_id(digest, face.box) for face in unpack(*blobs)]
        for relative, digest, *blobs in rows
    }
