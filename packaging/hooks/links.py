"""Bundles without links, which FAT and exFAT cannot have."""

from collections.abc import Iterable
from pathlib import PurePosixPath

Entry = tuple[str, str, str]
"""A file of PyInstaller's: its name in the bundle, where it comes from (a link: leads to), kind."""


def without_links(entries: Iterable[Entry], system: str) -> list[Entry]:
    """The entries that are no links.

    On macOS PyInstaller lets each library look for all others at the top of the bundle, where links
    lead to those that lie deeper: such a library is put where its link would be. On Linux libraries
    find each other from where they lie.

    Args:
        entries: PyInstaller's.
        system: As `sys.platform` calls it.
    """
    entries = list(entries)
    plain = [entry for entry in entries if entry[2] != "SYMLINK"]
    if system != "darwin":
        return plain
    links = {leads_to: name for name, leads_to, kind in entries if kind == "SYMLINK"}
    top = {leads_to: n for leads_to, n in links.items() if len(PurePosixPath(n).parts) == 1}
    return [(top.get(name, name), source, kind) for name, source, kind in plain]
