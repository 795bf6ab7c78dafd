"""Debian's packages, for steps that need more than Python: installed by its own apt-get."""

from builder.environment import StepError, run_at_most, say

PATIENCE_S = 1200
"""For all that is downloaded and unpacked: ten times what it takes with a fast mirror."""

OPTIONS = (
    *("-qq", "--yes", "-o=Dpkg::Use-Pty=0"),
    *("-o=Acquire::Retries=3", "-o=Acquire::http::Timeout=30"),  # mirrors fail for a moment
    "-o=DPkg::Lock::Timeout=300",  # somebody else may be installing
)


def install(*packages: str) -> None:
    """Install packages; as root, where there is apt-get.

    Raises:
        StepError: They cannot be had; after what apt-get said, one sentence says so.
    """
    try:
        _apt_get("update")
    except StepError:
        # One of several mirrors may be gone; those lists that are there may do.
        say("not all lists of packages could be renewed")
    try:
        _apt_get("install", "--no-install-recommends", *packages)
    except StepError:
        say(f"Debian's {', '.join(packages)} cannot be had here, which this step needs.")
        raise


def _apt_get(*arguments: str) -> None:
    options = {"program": "apt-get", "DEBIAN_FRONTEND": "noninteractive"}
    run_at_most(PATIENCE_S, *OPTIONS, *arguments, **options)
