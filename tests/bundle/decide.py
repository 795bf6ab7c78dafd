"""Decisions as the page of a report writes them."""

import json
from pathlib import Path

from facefinder.records.people import Decision
from facefinder.report.decisions import checksum


def decide(report: Path, target: Path, words: dict[str, str]) -> None:
    """Write the file.

    Args:
        report: Folder of ``report.html``.
        target: The file.
        words: "yes" or "no" by name of a photo, for each person whom the report finds in it.
    """
    script = (report / "report-files" / "data.js").read_text("utf-8")
    data = json.loads(script.removeprefix("const FACEFINDER = ").rstrip().removesuffix(";"))
    entries = [
        {
            "person": person["name"],
            "face": match["face"],
            "photo": data["photos"][match["photo"]]["path"],
            "verdict": words[data["photos"][match["photo"]]["name"]],
        }
        for person in data["people"]
        for match in person["matches"]
        if data["photos"][match["photo"]]["name"] in words
    ]
    decisions = [Decision(e["person"], e["face"], yes=e["verdict"] == "yes") for e in entries]
    content = {
        "schema": 1,
        "program": "facefinder",
        "report": data["report"],
        "decisions": entries,
        "people": [],
        "crc32": checksum(data["report"], decisions, []),
    }
    target.write_text(json.dumps(content), "utf-8")
