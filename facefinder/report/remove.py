"""A report is taken away, with everything in its folder that is ours."""

import contextlib
from pathlib import Path

from facefinder.deliver.layout import REPORT_FILES, REPORT_MARK, REPORT_PAGE, REPORT_PARTS
from facefinder.deliver.undo import remove_if_empty


def remove_report(folder: Path) -> bool:
    """Remove a report, for it shows faces, and whatever else in its folder is ours.

    Returns:
        Whether its page is gone.
    """
    page, files = folder / REPORT_PAGE, folder / REPORT_FILES
    try:
        if REPORT_MARK not in page.read_bytes():
            return False
        page.unlink()
    except OSError:
        return False
    with contextlib.suppress(OSError):
        for file in [*(files / part for part in REPORT_PARTS), *files.glob("pictures/*.jpg")]:
            file.unlink(missing_ok=True)
    for emptied in (files / "pictures", files, folder):
        remove_if_empty(emptied)
    return True
