"""What is open while a run lasts: the index, the workers, the cluster."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass, field

from facefinder.decode.file import content_hash
from facefinder.index.index import Index, open_index
from facefinder.pool import local, run
from facefinder.records.photos import Failed, Outcome, Photo
from facefinder.settings import EngineSettings, Settings


@contextmanager
def opened(settings: Settings, engine: EngineSettings) -> Iterator["Session"]:
    """Open the index and find the cluster, if there is one; at the end no worker is left.

    Raises:
        IndexFileError, OutputError: As `open_index`.
        UsageError, WorkersError: As `dask_cluster.connected`.
    """
    with (
        open_index(settings.index, engine.fingerprint(), engine.name) as index,
        local.ending_workers(),
        _cluster(settings, engine) as cluster,
    ):
        yield Session(settings, engine, index, cluster)


def _cluster(
    settings: Settings, engine: EngineSettings
) -> AbstractContextManager[run.Cluster | None]:
    if settings.scheduler is None:
        return nullcontext()
    from facefinder.pool.cluster import dask_cluster  # noqa: PLC0415 - Dask is there for those who ask for it

    seen = [path for path in (settings.known, *settings.inputs) if path is not None]
    return dask_cluster.connected(settings.scheduler, engine, settings.models_dir, seen)


@dataclass(slots=True)
class Session:
    """What reading photos needs: the engine, the index and what did not get into it."""

    settings: Settings
    engine: EngineSettings
    index: Index
    cluster: run.Cluster | None = None
    jobs: int = 1
    passing: dict[Photo, Failed] = field(default_factory=dict)
    """Failures that may pass; the index does not keep them."""

    def pending(self, photos: Sequence[Photo]) -> list[Photo]:
        """Which of these the index does not know, in the order given."""
        return self.index.pending(photos, content_hash=content_hash)

    def read(self, photos: Sequence[Photo]) -> Iterator[list[Outcome]]:
        """Read photos into the index, a batch after the other."""
        settings = self.settings
        reading = run.run(
            photos,
            self.engine,
            settings.models_dir,
            jobs=self.jobs,
            limits=settings.limits,
            cluster=self.cluster,
        )
        with closing(reading) as batches:
            for outcomes in batches:
                self.index.add(outcomes)
                self.passing |= {
                    o.photo: o for o in outcomes if isinstance(o, Failed) and not o.lasting
                }
                yield outcomes

    def failures(self, photos: Sequence[Photo]) -> list[Failed]:
        """Those of these that could not be read, in the order given."""
        known = {failed.photo: failed for failed in self.index.failures(photos)} | self.passing
        return [known[photo] for photo in photos if photo in known]

    def outcomes(self, photos: Sequence[Photo]) -> list[Outcome]:
        """What became of each of a few photos."""
        return [*self.index.scanned(photos).values(), *self.failures(photos)]
