"""Memory of one worker over photos of many sizes: level, or growing with every new shape?

Run as a process of its own; prints megabytes in use after each round over all photos (JSON).
"""

import json
import sys
from pathlib import Path

import psutil

from facefinder.discover.photos import find_photos
from facefinder.scan.photo import scan_photos
from facefinder.settings import EngineSettings

BATCH = 8


def main() -> None:
    """Arguments: detector, model, models folder, photos, rounds."""
    detector, model, models_dir, folder, rounds = sys.argv[1:6]
    engine = EngineSettings(detector=detector, model=model, weights=())
    photos = find_photos([Path(folder)]).photos
    used = []
    for _ in range(int(rounds)):
        for start in range(0, len(photos), BATCH):
            scan_photos(tuple(photos[start : start + BATCH]), engine, models_dir)
        used.append(psutil.Process().memory_info().rss / 1e6)
    print(json.dumps(used))


if __name__ == "__main__":
    main()
