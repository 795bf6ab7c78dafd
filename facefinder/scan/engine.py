"""Detector and recogniser, loaded once in each process.

LiteRT and OpenCV get one thread each, always, and so does TensorFlow, which deepface's recognisers
run on: two processes of one thread read half as many photos again as one process of two, and no
result depends on how sums were split over threads.
"""

import logging
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
