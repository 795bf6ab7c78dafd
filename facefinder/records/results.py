"""What lies in a folder of results: people's folders, the page, and its files."""

import re

MANIFEST = "manifest.csv"
"""Lists the copies in the people's folders."""

MANIFEST_COLUMNS = ("source", "copy", "sha256", "person", "distance", "verdict", "time")
"""First line of that list, by which it is known; `copy` is below its folder, with ``/``."""

CHECK_FOLDER = "check"
"""Below a person's folder: photos that are worth a look."""

FACES_FOLDER = "faces"
"""What the app puts beside the people's folders, where faces are to be pictures of their own."""

REPORT_PAGE, REPORT_FILES = "report.html", "report-files"
"""What a report puts beside the people's folders."""

REPORT_DATA = "data.js"
"""What the page's scripts work with."""

REPORT_PARTS = (REPORT_DATA, "report.css", "report.js")
"""In its folder, written in this order before the page."""

EARLIER_PARTS = ("report-people.js", "report-groups.js")
"""What earlier versions wrote there, too."""

REPORT_PICTURES = "pictures"
"""In its folder: the small pictures, made before all else."""

DATA_MARK = b"const FACEFINDER = "
"""How `REPORT_DATA` begins."""

PICTURE = re.compile(
    r"(?:[0-9a-f]{2}){8,64}(?:(?:--?[0-9]+){4}(?:-upright)?|(?:-[123])?(?:-large)?)\.jpg"
)
"""Names of pictures: the content hash of a photo; for a face, the place of its box, too, and since
it stands upright, that word; for a turned photo, how often it was turned, and for a large one that
word."""

DRAWN = "drawn by facefinder explain"
"""The comment in a copy of a photo into which `explain --picture` drew frames around the faces."""

REPORT_MARK = b'<meta name="generator" content="facefinder">'
"""In every page of ours."""
