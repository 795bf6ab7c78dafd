# ruff: noqa: PLC0415 - either program may be missing, and both take seconds to import
"""The two programs that facefinder is measured against; runs in .venv-bench, which has them.

Serves one caller: each line on standard input is a list of photos (JSON), each line on standard
output the seconds that reading them took. Models are loaded and warm before the first answer.

``deepface``: as the original script did, `DeepFace.find` for each photo over joblib's processes.
``face_recognition``: the functions behind that command, the command's way, in one process.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

JOBS = 2


def main() -> None:
    """Serve what the first argument names; further ones: reference folder, a small photo."""
    name, known, warm_up = sys.argv[1:4]
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # deepface prints its log and its progress
    read = {"deepface": serve_deepface, "face_recognition": serve_face_recognition}[name](
        Path(known), warm_up
    )
    print("ready", file=answers, flush=True)
    for line in sys.stdin:
        started = time.perf_counter()
        read(json.loads(line))
        print(time.perf_counter() - started, file=answers, flush=True)


def serve_deepface(known: Path, warm_up: str) -> Callable[[Sequence[str]], Any]:
    """Facenet512 with random weights behind deepface's own MTCNN."""
    import joblib

    write_random_weights()
    find_with_deepface(warm_up, str(known))  # lists the references, once
    with_processes = joblib.Parallel(
        n_jobs=JOBS, idle_worker_timeout=24 * 3600, initializer=stay_warm
    )

    def read(photos: Sequence[str]) -> None:
        with_processes(joblib.delayed(find_with_deepface)(photo, str(known)) for photo in photos)

    for _ in range(2):
        read([warm_up] * 2 * JOBS)
    return read


def stay_warm() -> None:
    """Keep joblib from replacing a process that grew by 300 MB: each photo here costs gigabytes.

    The original script pays for new processes and their models again and again; not counted here.
    """
    from joblib.externals.loky import process_executor

    process_executor._MAX_MEMORY_LEAK_SIZE = 1 << 62  # noqa: SLF001 - there is no other switch


def find_with_deepface(photo: str, known: str) -> int:
    """The original script's call; returns the number of tables of matches."""
    from deepface import DeepFace

    tables = DeepFace.find(
        img_path=photo,
        db_path=known,
        model_name="Facenet512",
        detector_backend="mtcnn",
        enforce_detection=False,
        silent=True,
    )
    return len(tables)


def write_random_weights() -> None:
    """A stand-in where deepface looks for the real file: the same network, the same time."""
    from deepface import DeepFace  # noqa: F401 - chooses the older Keras, makes the folder
    from deepface.models.facial_recognition.tf.Facenet import InceptionResNetV1

    folder = Path(os.environ["DEEPFACE_HOME"]) / ".deepface" / "weights"
    InceptionResNetV1(dimension=512).save_weights(str(folder / "facenet512_weights.h5"))


def serve_face_recognition(known: Path, warm_up: str) -> Callable[[Sequence[str]], Any]:
    """One process, the command's defaults."""
    import face_recognition_models  # noqa: F401 - says what is missing by ending the process
    from face_recognition import face_recognition_cli

    names, encodings = face_recognition_cli.scan_known_people(str(known))

    def read(photos: Sequence[str]) -> None:
        for photo in photos:
            face_recognition_cli.test_image(photo, names, encodings)

    read([warm_up])
    return read


if __name__ == "__main__":
    main()
