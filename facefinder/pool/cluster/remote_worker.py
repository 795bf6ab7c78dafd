"""What a worker of somebody's cluster does for `dask_cluster`; it needs no Dask itself.

Unlike a worker process of ours, it stays as it is: it is never ended, keeps its output and its
connections, and may have several threads, other work, and a long life.
"""

import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

from facefinder.errors import FacefinderError
from facefinder.host.offline import no_network_in_this_thread
from facefinder.models.files import verify
from facefinder.pool.worker import BatchResult
from facefinder.records.photos import Photo
from facefinder.scan.photo import scan_photos
from facefinder.settings import ENGINE_REVISION, EngineSettings, Limits

_turn = threading.Lock()
"""An engine belongs to one thread; a Dask worker may have several."""


def process_in_turn(
    photos: tuple[Photo, ...], engine: EngineSettings, models_dir: str, limits: Limits
) -> BatchResult:
    """Read a batch in one thread of this process at a time, which opens no connection."""
    tempfile.gettempdir()  # before `no_traces` says that there is none, which others here may need
    with _turn, no_network_in_this_thread():
        return BatchResult(scan_photos(photos, engine, models_dir, limits), [])


def what_lacks(
    revision: int, files: Sequence[tuple[str, str]], models_dir: str, paths: Sequence[str]
) -> str:
    """What this computer lacks for the work, in words; empty when nothing does.

    Args:
        revision: `ENGINE_REVISION` of the one who asks.
        files: Name and SHA-256 of the model files.
        models_dir: Where they are.
        paths: What has to be seen from here.
    """
    if revision != ENGINE_REVISION:
        return f"its facefinder makes other vectors (revision {ENGINE_REVISION}, not {revision})"
    unseen = [path for path in paths if not Path(path).exists()]
    if unseen:
        return f"it does not see {', '.join(unseen)}"
    try:
        there = verify([name for name, _ in files], Path(models_dir))
    except FacefinderError as error:
        return error.message
    return "" if there == tuple(files) else f"the model files in {models_dir} are others"
