"""Every choice of one run, validated once."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from facefinder.errors import UsageError
from facefinder.models.catalogue import Strictness

ENGINE_REVISION = 3
"""Raised whenever our own code changes which faces are found or what their vectors are."""

MAX_SIDE_PX = 2048
"""Photos are decoded to at most this long side; a face of 24 px in it is 48 px at 12 megapixels."""

NOBODY = "There is nobody to look for."
WHOM = "Name a folder with photos of each person with -k."


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """Exactly what changes a vector; the only settings that cross to worker processes.

    Attributes:
        detector: Name in the catalogue, or ``module:factory``.
        model: Likewise.
        weights: Name and SHA-256 of every weight file that the two read.
        max_side_px: Longest side of the decoded photo, pixels.
        revision: Of our own code.
    """

    detector: str
    model: str
    weights: tuple[tuple[str, str], ...]
    max_side_px: int = MAX_SIDE_PX
    revision: int = ENGINE_REVISION

    @property
    def name(self) -> str:
        """For people."""
        return f"{self.detector} + {self.model}"

    def fingerprint(self) -> str:
        """A name for these settings that changes if and only if one of them does."""
        text = json.dumps(asdict(self), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Limits:
    """What one photo may cost; not part of `EngineSettings`, as no vector depends on it.

    Attributes:
        pixels: Photos with more are refused before memory is asked for: the largest cameras make
            150 megapixels.
        seconds: For reading one photo, in worker processes; 0 = no limit.
    """

    pixels: int = 250_000_000
    seconds: float = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the user wants from one run of `find`.

    Attributes:
        known: Folder of reference photos (or one photo); None = the people that were learned.
        inputs: Photos and folders to search.
        tagged: The people are those whom other programs named in the photos of `known`.
        name: Of the person whose photos lie directly in `known`; by default the folder's name. With
            `tagged`, the only person to look for.
        scheduler: Address of the Dask scheduler whose workers read the photos; None = no cluster.
        jobs: Worker processes; None = follow cores, memory and the amount of work; 0 = none: a
            photo that crashes or hangs its decoder takes this process along.
        copy_to: Where to copy the `sure` photos; None = do not.
        copy_check: Copy the `check` photos, too.
        link: Make hard links instead of copies where possible.
        sidecar: Write names into XMP files beside the copies.
        sidecar_originals: Write them beside the photos themselves.
        limits: What one photo may cost.
        detector: Name or "auto".
        model: Name or "auto".
        strictness: Preset of the thresholds.
        threshold: The model's own distance up to which a match is `sure`; None = the preset's.
        report: Folder for a page to look at; None = none.
        csv: File for the table, "-" = standard output, None = none.
        json: Likewise for the JSON document.
        index: SQLite file; None = keep nothing.
        models_dir: Where the weight files are.
        anybody: Nobody in particular is looked for; so nobody need be known.
        private: Folders of our own that are never searched (the data folder, the models).

    Raises:
        UsageError: When the choices contradict each other or name what is not there.
    """

    known: Path | None
    inputs: tuple[Path, ...]
    models_dir: Path
    tagged: bool = False
    name: str | None = None
    scheduler: str | None = None
    jobs: int | None = None
    copy_to: Path | None = None
    copy_check: bool = False
    link: bool = False
    sidecar: bool = False
    sidecar_originals: bool = False
    limits: Limits = Limits()
    detector: str = "auto"
    model: str = "auto"
    strictness: Strictness = Strictness.NORMAL
    threshold: float | None = None
    report: Path | None = None
    csv: str | None = None
    json: str | None = None
    index: Path | None = None
    anybody: bool = False
    private: tuple[Path, ...] = field(default=())

    def __post_init__(self) -> None:
        self._require_sensible_numbers()
        if self.csv == "-" and self.json == "-":
            raise UsageError("--csv - and --json - cannot share the standard output.")
        if self.name is not None and not self.name.strip():
            raise UsageError("-n needs a name that is not empty.")
        if self.sidecar and self.copy_to is None:
            advice = "Add --copy, or take --sidecar-originals to name people beside your photos."
            raise UsageError("--sidecar puts names beside copies, and there are none.", advice)
        for path in (*([self.known] if self.known else ()), *self.inputs):
            if not path.exists():
                raise UsageError(f"There is no '{path}'.", "Check the spelling and the drive.")
        learned = self.index is not None and self.index.exists()
        if not (self.known or self.anybody or learned):
            raise UsageError(NOBODY, WHOM)
        if not self.inputs:
            raise UsageError("Nothing to search.", "Name photos or folders with -i.")

    def _require_sensible_numbers(self) -> None:
        if self.jobs is not None and self.jobs < 0:
            raise UsageError(f"-p {self.jobs} makes no sense.", "Give a number from 0 up.")
        if self.threshold is not None and not 0 < self.threshold < float("inf"):
            raise UsageError(
                f"--threshold {self.threshold} makes no sense.", "Give a number above 0."
            )
        if not (self.limits.pixels > 0 and 0 <= self.limits.seconds < float("inf")):
            raise UsageError("--max-pixels and --time-limit need a number above 0.")
