"""What a saved report says, without a browser."""

import re
from pathlib import Path


def text_of(report: Path) -> str:
    """The words of the page, and behind them all that its scripts are given.

    Args:
        report: Folder of ``report.html``.
    """
    page = re.sub(r"<[^>]*>", "", (report / "report.html").read_text("utf-8"))
    return page + (report / "report-files" / "data.js").read_text("utf-8")
