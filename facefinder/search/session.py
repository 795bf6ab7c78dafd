"""What is open while a run lasts: the index, the workers, the cluster."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass, field, replace

from facefinder.decode.file import content_hash, is_told_by_content_hash, whole_hash
from facefinder.host.interrupts import interrupts_held
from facefinder.host.places import make_data_dir
from facefinder.index.index import Index, open_index
from facefinder.pool import local, run
from facefinder.records.photos import Failed, Outcome, Photo
from facefinder.search.engine import ChosenEngine
from facefinder.search.kept import saying_what_is_kept
from facefinder.search.swapped import swapped
from facefinder.settings import Limits, Settings
from facefinder.sources.archives import closing_archives
from facefinder.sources.opening import is_named_archive
from facefinder.sources.places import is_same_file


@contextmanager
def opened(settings: Settings, engine: ChosenEngine) -> Iterator["Session"]:
    """Open the index and find the cluster, if there is one; at the end no worker is left.

    Raises:
        IndexFileError: The index is held by another run, damaged, not ours or from a newer version.
        OutputError: The index cannot be made or written.
        UsageError: There is no scheduler of a cluster where it was said to be.
        WorkersError: The cluster has no workers, or one that cannot do the work.
    """
    _make_folder_of(settings)
    with (
        open_index(settings.index, engine.settings.fingerprint(), engine.name) as index,
        local.ending_workers(),
        _cluster(settings, engine) as cluster,
    ):
        work = settings.work
        limits = replace(work.limits, videos=settings.where.videos or _names_files(settings))
        session = Session(engine, index, settings.keeps, limits, work.workers, cluster)
        with saying_what_is_kept(lambda: session.is_kept), closing_archives():
            yield session


def _names_files(settings: Settings) -> bool:
    """Whether single files are to be searched, which are whatever they are called."""
    return any(one.is_file() and not is_named_archive(one.name) for one in settings.inputs)


def _make_folder_of(settings: Settings) -> None:
    """Let `purge` know that the index's folder was made, where that is a folder of our own."""
    index = settings.index
    if index is not None and index.parent in settings.never_search:
        make_data_dir(index.parent)


def _cluster(
    settings: Settings, engine: ChosenEngine
) -> AbstractContextManager[run.Cluster | None]:
    scheduler = settings.work.scheduler
    if scheduler is None:
        return nullcontext()
    with interrupts_held():
        from facefinder.pool.cluster import dask_cluster  # noqa: PLC0415 - Dask is there for those who ask for it

    seen = [*settings.whom.folders, *settings.inputs]
    return dask_cluster.connected(scheduler, engine.settings, engine.models_dir, seen)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be read.

    Attributes:
        references: Photos of references, before all others.
        photos: Those of the searched photos that are no references.
        searched: The searched photos that are read now, some of them perhaps as references.
    """

    references: list[Photo]
    photos: list[Photo]
    searched: list[Photo]


@dataclass(slots=True)
class Session:
    """Reads photos into the index, each once.

    Attributes:
        engine: Reads them.
        index: Remembers them.
        keeps: Whether the index outlives this run.
        limits: What one photo may cost.
        workers: Processes; None = not settled yet, `plan` does it.
        cluster: Reads them instead of processes here.
        is_kept: Whether the index has something of this run that outlives it, read now or before.
        passing: Failures that may pass; the index does not keep them.
        also_searched: For photos that are references, and searched under another name, that name.
    """

    engine: ChosenEngine
    index: Index
    keeps: bool
    limits: Limits
    workers: int | None = None
    cluster: run.Cluster | None = None
    is_kept: bool = False
    passing: dict[Photo, Failed] = field(default_factory=dict)
    also_searched: dict[Photo, Photo] = field(default_factory=dict)

    @property
    def readers(self) -> int:
        """How many photos are read at the same time."""
        return self.cluster.workers if self.cluster else self.workers or 1

    def plan(
        self, references: Sequence[Photo], photos: Sequence[Photo], say: Callable[[str], None]
    ) -> Plan:
        """What the index does not know of references and searched photos, each file once.

        Also settles how many workers suit that, and says so where it takes a while.
        """
        # A reference may be searched, too; what may be known from elsewhere is hashed once.
        files = list(dict.fromkeys((*references, *photos)))
        others = swapped(self.index, files, say)
        unknown = others.union(self._pending(files, say))
        self.is_kept |= self.keeps and len(unknown) < len(files)
        # Pages of a known file, should a run have ended before they were read.
        pages = [photo for photo in self.index.with_pages(files) if photo.inside]
        unknown.update(self._pending(pages, say) if pages else ())
        first, new = (
            [one for one in self.index.with_pages(of) if one in unknown]
            for of in (references, photos)
        )
        self.also_searched = _same_files(first, new)
        as_references = set(self.also_searched.values())
        rest = [photo for photo in new if photo not in as_references]
        if self.cluster is None:
            self.workers = local.settle_workers(self.workers, len(first) + len(rest), say)
        return Plan(first, rest, [photo for photo in new if not photo.inside])

    def _pending(self, photos: Sequence[Photo], say: Callable[[str], None]) -> list[Photo]:
        return self.index.pending(
            photos,
            content_hash=content_hash,
            whole_hash=whole_hash,
            tells_all=is_told_by_content_hash,
            seconds=self.limits.seconds,
            pace=self.limits.pace,
            say=say,
        )

    def read(self, photos: Sequence[Photo]) -> Iterator[list[Outcome]]:
        """Read photos into the index, a batch after the other; then what else is in their files."""
        while photos:
            pages: list[Photo] = []
            for outcomes in self._read(photos):
                pages += [page for one in outcomes for page in one.others]
                yield outcomes
            # Those behind a first one that failed again may be known.
            photos = self._pending(pages, lambda _: None) if pages else []

    def _read(self, photos: Sequence[Photo]) -> Iterator[list[Outcome]]:
        reading = run.run(
            photos,
            self.engine.settings,
            self.engine.models_dir,
            workers=1 if self.workers is None else self.workers,
            limits=self.limits,
            cluster=self.cluster,
        )
        with closing(reading) as batches:
            for outcomes in map(_naming_pages, batches):
                known = [*outcomes, *self._under_other_names(outcomes)]
                self.index.add(known)
                passing = {o.photo: o for o in known if isinstance(o, Failed) and not o.lasting}
                self.is_kept |= self.keeps and len(passing) < len(known)
                self.passing |= passing
                yield outcomes

    def _under_other_names(self, outcomes: Sequence[Outcome]) -> Iterator[Outcome]:
        for outcome in outcomes:
            inside = outcome.photo.inside
            file = replace(outcome.photo, inside="") if inside else outcome.photo
            photo = self.also_searched.get(file, file)
            if photo != file:
                yield replace(outcome, photo=replace(photo, inside=inside))

    def failures(self, photos: Sequence[Photo]) -> list[Failed]:
        """What is known of those of these photos that could not be read, in the order given."""
        known = {failed.photo: failed for failed in self.index.failures(photos)} | self.passing
        return [known[photo] for photo in photos if photo in known]

    def outcomes(self, photos: Sequence[Photo]) -> list[Outcome]:
        """What became of each of a few photos, and of the other pages of their files."""
        photos = self.index.with_pages(photos)
        return [*self.index.scanned(photos).values(), *self.failures(photos)]


def _naming_pages(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes; where a page or a moment failed, the reason says which one."""
    return [
        replace(one, reason=_in_its_file(one))
        if isinstance(one, Failed) and (one.photo.inside or one.pages > 1)
        else one
        for one in outcomes
    ]


def _in_its_file(one: Failed) -> str:
    if one.photo.moment is not None:
        return f"{one.photo.place}: {one.reason}"
    return f"page {one.photo.page}: {one.reason}"


def _same_files(references: Sequence[Photo], photos: Sequence[Photo]) -> dict[Photo, Photo]:
    """For each reference that is searched, too: what it is called there."""
    alike: dict[tuple[int, int], list[Photo]] = {}
    for photo in photos:
        alike.setdefault((photo.size, photo.mtime_ns), []).append(photo)
    return {
        reference: photo
        for reference in references
        for photo in alike.get((reference.size, reference.mtime_ns), ())
        if photo == reference
        or (photo.inside == reference.inside and is_same_file(photo, reference))
    }
