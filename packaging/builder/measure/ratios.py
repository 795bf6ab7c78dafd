"""How many times faster than two other programs, in rounds on the same photos."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from builder.environment import say
from builder.measure.engines import ALONE, BOTH, Engine
from builder.measure.served import Program
from builder.measure.table import Row

WANTED = {
    ("deepface", f"mtcnn + {BOTH}"): 250,
    ("deepface", f"yunet + {BOTH}"): 350,
    ("face_recognition", f"mtcnn + {BOTH}"): 10,
    ("deepface", "mtcnn + dlib-resnet"): 250,
    ("deepface", "yunet + dlib-resnet"): 350,
    ("deepface", "yunet + Facenet512 (random)"): 150,
    ("face_recognition", "mtcnn + dlib-resnet"): 10,
    ("face_recognition", ALONE): 10,
}
NAMES = {"deepface": "DeepFace.find", "face_recognition": "face_recognition"}


def compare(
    rounds: Sequence[Path],
    photos_of: Mapping[Path, Sequence[Path]],
    engines: Mapping[str, Engine],
    others: Mapping[str, Program],
) -> dict[tuple[str, str], list[tuple[float, float]]]:
    """Seconds a photo, theirs and ours, in every round.

    Args:
        rounds: A folder of links for each round.
        photos_of: The photos that the links lead to.
        engines: Ours, by name.
        others: Theirs, by name.
    """
    figures: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for number, folder in enumerate(rounds, 1):
        own = {}
        for name, engine in engines.items():
            timed = engine.search(folder)
            own[name] = timed.seconds / timed.photos
        for other, served in others.items():
            photos = photos_of[folder]
            theirs = served.seconds(photos) / len(photos)
            for name, mine in own.items():
                figures.setdefault((other, name), []).append((theirs, mine))
            say(f"round {number}: {NAMES.get(other, other)} takes {theirs:.2f} s for a photo")
        shown = ", ".join(f"{name} {seconds:.3f} s" for name, seconds in own.items())
        say(f"round {number} of {len(rounds)}: a photo takes {shown}")
    return figures


def ratio_rows(
    figures: Mapping[tuple[str, str], Sequence[tuple[float, float]]],
    missing: Mapping[str, str],
) -> list[Row]:
    """The rows that compare, also those that could not be measured (`missing`: why)."""
    rows = []
    for (other, name), wanted in WANTED.items():
        what, least = f"{name} against {NAMES[other]}", f"{wanted} times"
        pairs = figures.get((other, name))
        if not pairs:
            reason = missing.get(other, "a model file is not there")
            rows.append(Row(what, least, f"not measured: {reason}"))
            continue
        ratios = tuple(theirs / mine for theirs, mine in pairs)
        theirs, mine = (median(pair[side] for pair in pairs) for side in (0, 1))
        detail = f"a photo: {theirs:.2f} s there, {mine:.3f} s here; {len(pairs)} rounds"
        rows.append(Row(what, least, f"{median(ratios):.0f} times", ratios, detail))
    return rows
