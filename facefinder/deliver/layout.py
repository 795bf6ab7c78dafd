"""What lies in a folder of results: people's folders, the page, and its files."""

from facefinder.records.people import Verdict

FOLDER_OF = {Verdict.SURE: "", Verdict.CHECK: "check"}
"""Below the person's folder."""

REPORT_PAGE, REPORT_FILES = "report.html", "report-files"
"""What a report puts beside the people's folders."""

REPORT_PARTS = ("report.css", "report.js", "report-people.js", "report-groups.js", "data.js")
"""In its folder, beside the pictures."""

REPORT_MARK = b'<meta name="generator" content="facefinder">'
"""In every page of ours."""
