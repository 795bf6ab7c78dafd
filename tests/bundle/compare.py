"""Whether two results are the same: documents, reports, copies."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

PLACES = {"path", "href"}
"""Fields of a photo in a report that say where it is."""

OF_A_RUN = re.compile(r"(?<=searched) \(.*\)|, in [\d.]+ (seconds|minutes|hours).*")
"""In a report's details: how many photos were read now; and how long it took."""


def same(found: object, wanted: object, what: str) -> None:
    """Compare two values.

    Raises:
        AssertionError: They differ.
    """
    told = f"{found!r} instead of {wanted!r}"
    if isinstance(found, set) and isinstance(wanted, set):
        told = f"too many {found - wanted}, missing {wanted - found}"
    if found != wanted:
        raise AssertionError(f"{what}: {told}")


def same_results(found: Any, wanted: Any, within: float = 0.0) -> None:  # noqa: ANN401 - JSON
    """Compare two JSON documents of a search, made by `without_places`.

    Args:
        found: One document.
        wanted: Another one.
        within: How far numbers may be apart; of those above 1, as their share.

    Raises:
        AssertionError: They differ in something that the wanted one has.
    """
    for key in wanted:
        same(_settled(found[key], wanted[key], within), wanted[key], key)


def _settled(found: Any, wanted: Any, within: float) -> Any:  # noqa: ANN401 - JSON
    """What was found, with the wanted number wherever it is near enough."""
    if isinstance(found, float) and isinstance(wanted, float):
        return wanted if abs(found - wanted) <= within * max(1.0, abs(wanted)) else found
    if isinstance(found, list) and isinstance(wanted, list) and len(found) == len(wanted):
        return [_settled(*pair, within) for pair in zip(found, wanted, strict=True)]
    if isinstance(found, dict) and isinstance(wanted, dict) and found.keys() == wanted.keys():
        return {key: _settled(found[key], wanted[key], within) for key in found}
    return found


def without_places(document: Any, album: str) -> Any:  # noqa: ANN401 - JSON
    """What may not differ: all but where the album is, seconds, and the index's share."""
    inside = json.dumps(album)[1:-1]  # as JSON writes it
    text = json.dumps(document).replace(inside, "ALBUM").replace("\\\\", "/")
    plain = json.loads(text)
    for figure in ("seconds", "scanned", "from_index"):
        plain["summary"].pop(figure, None)
    return plain


def contents(folder: Path) -> dict[str, str]:
    """Names and SHA-256 of the copies and XMP files, without the report and the list of copies."""
    return {
        path.relative_to(folder).as_posix(): sha256(path)
        for path in sorted(folder.glob("*/*"))
        if path.is_file() and path.parent.name != "report-files"
    }


def sha256(path: Path) -> str:
    """Fingerprint of a file's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def same_report(found: Path, wanted: Path, within: float = 0.0) -> int:
    """Compare two reports: data but for places, pictures, styles; and each page has its data.

    Args:
        found: The folder of one report.
        wanted: Of another one.
        within: As of `same_results`.

    Returns:
        How many files of the report were compared.

    Raises:
        AssertionError: They differ.
    """
    data = _report_data(wanted)
    same(_settled(_report_data(found), data, within), data, "data of the report")
    files = _report_files(found)
    same(files, _report_files(wanted), "files of the report")
    page = (found / "report.html").read_text("utf-8")
    missing = [name for name in ("report.css", "report.js", "data.js") if name not in page]
    same(missing, [], "files that the page does not load")
    return len(files)


def _report_data(folder: Path) -> Any:  # noqa: ANN401 - JSON
    script = (folder / "report-files" / "data.js").read_text("utf-8")
    data = json.loads(script[script.index("{") :].rstrip().removesuffix(";"))
    for photo in data["photos"]:
        if photo["large"] == photo["href"]:  # the photo itself, which has no larger picture
            photo["large"] = ""
    shown = [one for person in data["people"] for one in (*person["references"], *person["unused"])]
    for photo in (*data["photos"], *shown):
        for place in PLACES:
            photo.pop(place, None)
    details = data["details"]
    for tongue in data["words"]["languages"]:  # in each they are told, with the same figures
        tongue["sentences"].pop(details["figures"])
    details["figures"], removed = re.subn(OF_A_RUN, "", details["figures"])
    same(removed, 2, "figures of a run that the report says")
    return data


def _report_files(folder: Path) -> dict[str, str]:
    files = folder / "report-files"
    return {
        path.relative_to(files).as_posix(): sha256(path)
        for path in files.rglob("*")
        if path.is_file() and path.name != "data.js"
    }
