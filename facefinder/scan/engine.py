"""Detector and recogniser, loaded once in each process.

TensorFlow and OpenCV get one thread each, always: two processes of one thread read half as many
photos again as one process of two, and no result depends on how sums were split over threads.
"""

import logging
import os
import time
from functools import cache
from pathlib import Path

import cv2

from facefinder.decode.readers import load_readers
from facefinder.detect.load import load_detector
from facefinder.detect.protocol import Detector
from facefinder.embed.embedder import Embedder
from facefinder.embed.load import load_embedder
from facefinder.host.interrupts import interrupts_held
from facefinder.host.offline import no_traces
from facefinder.host.process import share_one_heap, silent_libraries
from facefinder.settings import EngineSettings

logger = logging.getLogger(__name__)


@cache
def load_engine(engine: EngineSettings, models_dir: str) -> tuple[Detector, Embedder]:
    """The engine, once in each process.

    Raises:
        ModelError: It cannot be loaded.
        ProgramError: A library that it or reading photos needs is missing.
    """
    # TensorFlow reads these when it is imported, which the loaders below do.
    os.environ["TF_NUM_INTRAOP_THREADS"] = os.environ["TF_NUM_INTEROP_THREADS"] = "1"
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    # On Linux it leaves these kernels alone without AVX-512: slower, and other digits than on
    # Windows.
    os.environ["TF_ENABLE_ONEDNN_OPTS"] = "1"
    with interrupts_held():
        load_readers()
    cv2.setNumThreads(1)
    share_one_heap()
    folder = Path(models_dir)
    no_traces(folder)
    began = time.monotonic()
    with silent_libraries():
        loaded = load_detector(engine.detector, folder), load_embedder(engine.model, folder)
    logger.debug("%s loaded in %.2f seconds", engine.name, time.monotonic() - began)
    return loaded
