"""``build.py verify``: the bundle on its own, and the same results as from source, or a loud end.

It runs in a `jail`: no Python, no tools, no home folder, no network, only the C library. Where the
system allows no such place, what could not be shown is said, and in CI on Linux it is a fault.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bundle import BUNDLE, CONTENTS, DIST, PROGRAM
from environment import StepError, say
from proof import Proofs, same_results, without_places
from verify_album import Album
from verify_files import prove_files


def prove(folder: str | None, *, unprivileged: bool = False) -> None:
    """Show that a bundle works.

    Args:
        folder: The bundle; by default dist/facefinder.
        unprivileged: Make the jail as any user can, even as root.

    Raises:
        StepError: It does not, or (in CI, on Linux) it could not be shown.
    """
    bundle = Path(folder).resolve() if folder else BUNDLE
    if not (bundle / "_internal").is_dir():
        say(f"there is no bundle in {bundle}; python build.py bundle makes one")
        raise StepError(2)
    proofs = Proofs()
    with tempfile.TemporaryDirectory(prefix="facefinder-verify-") as name:
        place = Path(name)
        prove_files(bundle, proofs)
        album = Album(place / "album")
        isolated = _prove_in_jail(bundle, place, album, proofs, unprivileged=unprivileged)
        if not isolated:
            _prove_here(bundle, place, album, proofs)
    if proofs.failed:
        say(f"{len(proofs.failed)} of {proofs.count} proofs failed: {'; '.join(proofs.failed)}")
        raise StepError(1)
    if not isolated:
        say("not proved: that it needs nothing of this computer, no home folder and no network")
        if sys.platform == "linux":
            say("it needs namespaces and chroot; nothing is archived that was not proved so")
            if os.environ.get("CI"):
                raise StepError(1)
            return
    if bundle == BUNDLE:
        note(bundle).touch()
    say(f"verified: {bundle}")


def note(bundle: Path) -> Path:
    """The file that says that exactly this bundle was verified."""
    digest = hashlib.sha256((bundle / "_internal" / CONTENTS).read_bytes()).hexdigest()
    return DIST / f"verified-{digest[:16]}"


def _prove_in_jail(
    bundle: Path, place: Path, album: Album, proofs: Proofs, *, unprivileged: bool
) -> bool:
    """Returns whether there can be a jail."""
    if sys.platform == "linux":
        from jail import Jail  # noqa: PLC0415 - for Linux only
        from verify_commands import CommandProofs  # noqa: PLC0415 - likewise
        from verify_ends import EndProofs  # noqa: PLC0415 - likewise
        from verify_fat import FatProofs  # noqa: PLC0415 - likewise
        from verify_jail import JailProofs  # noqa: PLC0415 - likewise
        from verify_run import Frozen  # noqa: PLC0415 - likewise

        if Jail.possible(unprivileged=unprivileged):
            jail = Jail(place, album.folder, unprivileged=unprivileged)
            frozen, before = Frozen(bundle, jail), jail.listing()
            for kind in (JailProofs, CommandProofs, EndProofs):
                kind(frozen, album, proofs).all()
            proofs.that("no trace outside of its folders", lambda: jail.no_trace(before))
            FatProofs(frozen, place / "fat" / "facefinder", album, proofs).all()
            return True
    return False


def _prove_here(bundle: Path, place: Path, album: Album, proofs: Proofs) -> None:
    """Where no jail can be: at least that the results are the same."""

    def call(*arguments: str | Path) -> bool:
        command = [bundle / PROGRAM, *arguments]
        return subprocess.run(command, timeout=900, check=False, cwd=place).returncode == 0

    data, out = place / "data", place / "bundle.json"
    where = ("-k", album.folder / "known", "-i", album.folder / "photos", "-p", "2", "-q")

    def as_from_source() -> bool:
        found = json.loads(out.read_text("utf-8"))
        return same_results(without_places(found, str(album.folder)), album.photos)

    proofs.that("--version", lambda: call("--version"))
    proofs.that("models", lambda: call("models"))
    proofs.that("selftest", lambda: call("selftest", "--data-dir", data))
    proofs.that("find", lambda: call(*where, "--data-dir", data, "--json", out))
    proofs.that("two workers find what the source finds", as_from_source)
