"""Places that this user may not look into, or that fail: no bug, wherever that is found out."""

import errno

from facefinder.errors import UsageError


def closed_to_us(error: OSError) -> UsageError | None:
    """What to say of a file or folder that cannot be opened; None = the error is about none."""
    if not isinstance(error.filename, str):
        return None
    reason = error.strerror or type(error).__name__
    if error.errno in (errno.EACCES, errno.EPERM):
        reason = "there is no permission to look into it"
    return UsageError(
        f"'{error.filename}' cannot be opened: {reason}.", "See that you may, and try again."
    )
