"""What lies in a folder of results: people's folders, the page, and its files."""

CHECK_FOLDER = "check"
"""Below a person's folder: photos that are worth a look."""

REPORT_PAGE, REPORT_FILES = "report.html", "report-files"
"""What a report puts beside the people's folders."""

REPORT_PARTS = ("report.css", "report.js", "data.js", "report-people.js", "report-groups.js")
"""In its folder, beside the pictures; the last two are of earlier versions."""

REPORT_MARK = b'<meta name="generator" content="facefinder">'
"""In every page of ours."""
