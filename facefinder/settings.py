"""Every choice of one run, in groups that each part of it gets by itself; validated once."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from facefinder.errors import UsageError
from facefinder.models.catalogue import Strictness
from facefinder.records.boxes import Box
from facefinder.records.left_out import EXCLUDED, REFERENCES
from facefinder.records.limits import MAX_PIXELS, MAX_SECONDS
from facefinder.records.videos import Pace
from facefinder.sources.typed import is_there

ENGINE_REVISION = 14
"""Raised whenever our own code changes which faces are found or what their vectors are."""

MAX_SIDE_PX = 2048
"""Photos are decoded to at most this long side; a face of 24 px in it is 48 px at 12 megapixels."""

NOBODY = "There is nobody to look for."
WHOM = "Name a folder with photos of each person with -k."
SPELLING = "Check the spelling and the drive."
STANDARD_OUTPUT = "-"
"""Instead of a file's name: there it goes."""


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
        """Both names, for people."""
        return f"{self.detector} + {self.model}"

    def fingerprint(self) -> str:
        """A name for these settings that changes if and only if one of them does."""
        text = json.dumps(asdict(self), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Limits:
    """What one photo may cost; not part of `EngineSettings`, as no vector depends on it.

    Attributes:
        pixels: Photos with more are refused before memory is asked for.
        seconds: For finding the faces in one photo, and again for describing them, in worker
            processes; 0 = no limit. And for each frame of a video.
        pace: How many frames of a video are looked at.
        videos: Whether a video that is called like a photo is looked at.

    Raises:
        UsageError: A number makes no sense.
    """

    pixels: int = MAX_PIXELS
    seconds: float = MAX_SECONDS
    pace: Pace = Pace()  # noqa: RUF009 - frozen
    videos: bool = True

    def __post_init__(self) -> None:
        if not (self.pixels > 0 and 0 <= self.seconds < float("inf")):
            raise UsageError("--max-pixels and --time-limit need a number above 0.")
        if min(self.pace.per_minute, self.pace.most) < 1:
            raise UsageError("--video-frames and --video-frames-per-minute need a number above 0.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """The people to look for.

    Attributes:
        known: Folder of reference photos (or one photo); None = the people that were learned.
        also: Further folders of people; one of a name that is there already adds photos.
        learned: Names of people who were learned, and are looked for besides those of the folders.
        absent: Names of people of the folders who are not looked for.
        left_out: Addresses of reference photos in the folders that are not used.
        pointed: Reference photos in the folders, likewise, with the face in each that counts.
        tagged: The people are those whom other programs named in the photos of `known`.
        name: Of the person whose photos lie directly in `known`; by default the folder's name. With
            `tagged`, the only person to look for.
        forgiving: Somebody without a usable photo is left out and named; else that ends the run.
        only: Leave photos out in which there is anybody else.
        needs_people: Without anybody to look for there is nothing to do. A run that groups unknown
            faces needs nobody: it leaves out whom it knows.

    Raises:
        UsageError: `known` does not exist, or there is a name for nobody.
    """

    known: Path | None = None
    also: tuple[Path, ...] = ()
    learned: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    pointed: tuple[tuple[str, Box], ...] = ()
    tagged: bool = False
    name: str | None = None
    forgiving: bool = False
    only: bool = False
    needs_people: bool = True

    def __post_init__(self) -> None:
        if self.name is not None and not self.name.strip():
            raise UsageError("-n needs a name that is not empty.")
        if self.name is not None and self.known is None:
            raise UsageError(
                "-n names the person whose photos lie directly in the -k folder, and there is no"
                " such folder.",
                "Name it with -k, or leave -n away.",
            )
        for folder in self.folders:
            require_there(folder)

    @property
    def folders(self) -> tuple[Path, ...]:
        """All folders of people."""
        return (*((self.known,) if self.known is not None else ()), *self.also)


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """What of the searched folders is searched.

    Attributes:
        exclude: Names and paths to leave out, with wild cards.
        everything: Search hidden things, waste bins and stores of previews, too.
        archives: Search what is in archives.
        videos: Search videos.
        first: Only photos that were taken on this day or later; None = whenever.
        last: Only photos that were taken on this day or earlier; None = whenever.
        sample: Only so many photos, evenly from all of them; None = all.

    Raises:
        UsageError: The days are in the wrong order.
    """

    exclude: tuple[str, ...] = ()
    everything: bool = False
    archives: bool = True
    videos: bool = False
    first: date | None = None
    last: date | None = None
    sample: int | None = None

    def __post_init__(self) -> None:
        if self.first and self.last and self.first > self.last:
            raise UsageError(
                f"The first day, {self.first}, is later than the last one, {self.last}.",
                "Swap them.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineChoice:
    """How faces are to be found and told apart, as the user asks for it.

    Attributes:
        models_dir: Where the weight files are.
        detector: Name or "auto".
        model: Name or "auto".
        strictness: Preset of the thresholds.
        threshold: The model's own distance up to which a match is `sure`; None = the preset's.

    Raises:
        UsageError: The threshold makes no sense.
    """

    models_dir: Path
    detector: str = "auto"
    model: str = "auto"
    strictness: Strictness = Strictness.NORMAL
    threshold: float | None = None

    def __post_init__(self) -> None:
        if self.threshold is not None and not 0 < self.threshold < float("inf"):
            raise UsageError(
                f"--threshold {self.threshold} makes no sense.", "Give a number above 0."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Who reads the photos.

    Attributes:
        workers: Processes; None = follow cores, memory and the amount of work; 0 = none: a photo
            that crashes or hangs its decoder takes this process along.
        scheduler: Address of the Dask scheduler whose workers read the photos; None = no cluster.
        limits: What one photo may cost.

    Raises:
        UsageError: A number makes no sense.
    """

    workers: int | None = None
    scheduler: str | None = None
    limits: Limits = Limits()

    def __post_init__(self) -> None:
        if self.workers is not None and self.workers < 0:
            raise UsageError(f"-p {self.workers} makes no sense.", "Give a number from 0 up.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """What is made of the result, and where it goes.

    Attributes:
        copy_to: Where to copy the `sure` photos; None = do not.
        copy_check: Copy the `check` photos, too.
        together: Have a folder with copies of the photos that show all of the people, too.
        largest: Of versions of one picture copy only the largest.
        link: Make hard links instead of copies where possible.
        sidecar: Write names into XMP files beside the copies.
        sidecar_originals: Write them beside the photos themselves.
        report: Folder for a page to look at; None = none.
        faces: Folder for pictures of the faces themselves; None = none.
        csv: File for the table, or `STANDARD_OUTPUT`; None = none.
        json: Likewise for the JSON document.
        print0: Write the paths of the photos to standard output instead of lines, each ended by
            a zero byte, which no path has in it.

    Raises:
        UsageError: Two of them contradict each other.
    """

    copy_to: Path | None = None
    copy_check: bool = False
    together: bool = False
    largest: bool = False
    link: bool = False
    sidecar: bool = False
    sidecar_originals: bool = False
    report: Path | None = None
    faces: Path | None = None
    csv: str | None = None
    json: str | None = None
    print0: bool = False

    def __post_init__(self) -> None:
        if self.print0 and STANDARD_OUTPUT in (self.csv, self.json):
            other = "--csv -" if self.csv == STANDARD_OUTPUT else "--json -"
            raise UsageError(f"--print0 and {other} cannot share the standard output.")
        if self.csv == self.json == STANDARD_OUTPUT:
            raise UsageError("--csv - and --json - cannot share the standard output.")
        if self.csv is not None and self.json is not None and _overwrites(self.csv, self.json):
            raise UsageError(f"--csv and --json cannot share the file '{self.csv}'.", "Name two.")
        if self.faces is not None and self.copy_to and _same(self.faces, self.copy_to):
            raise UsageError(
                f"--crops and --copy-to cannot share the folder '{self.faces}': a face is no copy"
                " of a photo.",
                "Name two, such as found and found/faces.",
            )
        if self.sidecar and self.copy_to is None:
            advice = "Add --copy, or take --sidecar-originals to name people beside your photos."
            raise UsageError("--sidecar puts names beside copies, and there are none.", advice)

    @property
    def folders(self) -> list[Path]:
        """The folders that get results."""
        return list(filter(None, (self.copy_to, self.report, self.faces)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the user wants from one run.

    Only the runs in `search` and the commands take this apart; everybody else gets one group.

    Attributes:
        whom: The people to look for.
        inputs: Photos and folders to search.
        where: What of them.
        engine: How faces are to be found and told apart.
        work: Who reads the photos.
        outputs: What is made of the result.
        index: SQLite file; None = keep nothing.
        never_search: Folders of our own (the data folder, the models).

    Raises:
        UsageError: The choices contradict each other or name what is not there.
    """

    whom: Whom
    inputs: tuple[Path, ...]
    engine: EngineChoice
    where: Where = Where()
    work: Work = Work()
    outputs: Outputs = Outputs()
    index: Path | None = None
    never_search: tuple[Path, ...] = ()

    def __post_init__(self) -> None:
        if not self.inputs:
            raise UsageError("Nothing to search.", "Name photos or folders with -i.")
        for path in self.inputs:
            require_there(path)
        self._require_results_apart()
        learned = self.index is not None and self.index.exists()
        if self.whom.needs_people and not self.whom.folders and not learned:
            raise UsageError(NOBODY, WHOM)

    def _require_results_apart(self) -> None:
        """Nothing that is written may take the place of the index, or become a reference."""
        for file in filter(None, (self.outputs.csv, self.outputs.json)):
            if self.index is not None and _same(file, self.index):
                raise UsageError(f"'{file}' is the index.", "Name another file for the results.")
        known = self.whom.known
        files: tuple[str | Path | None, ...] = (self.outputs.csv, self.outputs.json, self.index)
        for folder in self.outputs.folders:
            for written in files:
                if written not in (None, STANDARD_OUTPUT) and is_inside(folder, written):
                    message = f"'{written}' cannot be a file and a folder."
                    raise UsageError(message, "Name two places.")
            if known is not None and not self.whom.tagged and is_inside(folder, known):
                raise UsageError(
                    f"'{folder}' lies in the -k folder '{known}': the results would be taken for"
                    " photos of the people to look for.",
                    "Name a folder outside.",
                )

    @property
    def keeps(self) -> bool:
        """Whether what is read outlives the run."""
        return self.index is not None

    @property
    def not_searched(self) -> dict[Path, str]:
        """What is left out wherever it lies, and why: our own folders, results, references."""
        left_out = dict.fromkeys((*self.never_search, *self.outputs.folders), EXCLUDED)
        if not self.whom.tagged:
            left_out |= dict.fromkeys(self.whom.folders, REFERENCES)
        return left_out


def _same(one: str | Path, other: str | Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _overwrites(one: str, other: str) -> bool:
    """Whether two results would go into one file; a device or a pipe takes both."""
    return _same(one, other) and (Path(one).is_file() or not Path(one).exists())


def is_inside(folder: Path, other: str | Path) -> bool:
    """Whether a folder is another one, or lies in it; neither has to be there."""
    return Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(other))


def require_there(path: Path | None) -> None:
    """See that what somebody named is there; None is nothing that was named.

    Raises:
        UsageError: It is not.
    """
    if path is not None and not is_there(path):
        raise UsageError(f"There is no '{path}'.", SPELLING)
