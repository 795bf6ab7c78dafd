"""Which clustering finds the people nobody named: pair precision and recall, time and memory.

Two faces are a pair when a clustering puts them together. Labelled are the faces of labelled
folders (`labelled.py` says what these are). Synthetic faces have the distances of real ones (same
person about 0.4, strangers about 0.8) and people of very different numbers of photos; with them
time and memory are measured, and mistakes among many.
"""

import argparse
import multiprocessing
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from builder.measure.album import read
from builder.measure.ending import code_of
from builder.measure.labelled import faces_of, read_labels
from facefinder.match import groups, parts
from facefinder.match.distance import pairwise
from facefinder.models.catalogue import Metric
from facefinder.records.faces import FloatArray
from facefinder.search import engine
from facefinder.settings import EngineChoice

Labels = NDArray[np.int64]
THRESHOLDS = (0.40, 0.45, 0.48, 0.50, 0.52, 0.55, 0.58, 0.60, 0.65)
DIMENSIONS = 60
"""How many of 128 numbers differ between synthetic faces: real distances spread like that."""
RELATED = 0.3
"""Share of what makes a synthetic person that is common to a family."""


def ours(vectors: FloatArray, threshold: float) -> Labels:
    """`groups.find_groups`, which links by the mean distance."""
    label = np.arange(len(vectors))
    photo = np.arange(len(vectors))
    found = groups.find_groups(vectors, photo, Metric.EUCLIDEAN, threshold, least_photos=2)
    for rows in found:
        label[rows] = rows[0]
    return label


def linkage(method: str) -> Callable[[FloatArray, float], Labels]:
    """Fastcluster on the matrix of all pairs."""

    def cluster(vectors: FloatArray, threshold: float) -> Labels:
        import fastcluster  # noqa: PLC0415 - each method loads its own library

        apart = pairwise(vectors, vectors, Metric.EUCLIDEAN)
        tree = fastcluster.linkage(apart[np.triu_indices(len(vectors), 1)], method)
        label = np.arange(2 * len(vectors) - 1)
        for step in reversed(range(len(tree))):
            if tree[step, 2] <= threshold:
                label[tree[step, :2].astype(int)] = label[len(vectors) + step]
        return label[: len(vectors)]

    return cluster


def chinese_whispers(vectors: FloatArray, threshold: float) -> Labels:
    """dlib's; a development package, not in the bundle."""
    import dlib  # noqa: PLC0415 - each method loads its own library

    rows = [dlib.vector(row) for row in vectors.astype(float).tolist()]
    return np.array(dlib.chinese_whispers_clustering(rows, threshold))


def graph(method: str) -> Callable[[FloatArray, float], Labels]:
    """Igraph's communities in the graph of pairs within the threshold."""

    def cluster(vectors: FloatArray, threshold: float) -> Labels:
        import random  # noqa: PLC0415 - each method loads its own library

        import igraph  # noqa: PLC0415 - each method loads its own library

        random.seed(0)
        edges, weights = _edges(vectors, threshold)
        net = igraph.Graph(n=len(vectors), edges=edges)
        if method == "labels":
            found = net.community_label_propagation(weights=weights)
        else:
            found = net.community_leiden("CPM", weights=weights, resolution=0.5, n_iterations=5)
        return np.array(found.membership)

    return cluster


def _edges(vectors: FloatArray, threshold: float) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Pairs within the threshold, and a weight from 1 (there) to 2 (the same vector)."""
    pairs, weights = [], []
    for top in range(0, len(vectors), parts.BLOCK_ROWS):
        for left in range(top, len(vectors), parts.BLOCK_ROWS):
            rows, columns = (slice(start, start + parts.BLOCK_ROWS) for start in (top, left))
            block = pairwise(vectors[rows], vectors[columns], Metric.EUCLIDEAN)
            one, other = np.nonzero(block <= threshold)
            later = one + top < other + left
            one, other = one[later], other[later]
            pairs.append(np.stack([one + top, other + left], axis=1))
            weights.append(2 - block[one, other] / threshold)
    return np.concatenate(pairs), np.concatenate(weights)


METHODS: Mapping[str, Callable[[FloatArray, float], Labels]] = {
    "average linkage (ours)": ours,
    "average linkage": linkage("average"),
    "complete linkage": linkage("complete"),
    "single linkage": linkage("single"),
    "Chinese whispers (dlib)": chinese_whispers,
    "label propagation (igraph)": graph("labels"),
    "Leiden (igraph)": graph("leiden"),
}


def pair_scores(found: Labels, true: Labels) -> tuple[float, float, int]:
    """Precision and recall of pairs (1.0 where there is none), and groups of three and more."""

    def pairs(labels: NDArray[Any]) -> int:
        sizes = np.unique(labels, return_counts=True, axis=0)[1]
        return int((sizes * (sizes - 1) // 2).sum())

    both = pairs(np.stack([found, true], axis=1))
    large = int((np.unique(found, return_counts=True)[1] >= groups.LEAST_PHOTOS).sum())
    return both / (pairs(found) or 1), both / (pairs(true) or 1), large


def synthetic(count: int, seed: int = 1) -> tuple[FloatArray, Labels]:
    """Faces of people with 1 to some hundred photos each."""
    random = np.random.default_rng(seed)
    sizes = np.minimum(random.lognormal(1.5, 1.4, count).astype(int) + 1, 800)
    owner = np.repeat(np.arange(count), sizes)[:count]
    between, within = np.sqrt((0.8**2 - 0.4**2) / 2), np.sqrt(0.4**2 / 2)
    scale = 1 / np.sqrt(DIMENSIONS)
    families = random.integers(0, count // 3, count)
    centres = random.standard_normal((count, DIMENSIONS))
    centres = np.sqrt(RELATED) * centres[families] + np.sqrt(1 - RELATED) * centres
    centres *= between * scale
    vectors = np.zeros((count, 128), dtype=np.float32)
    noise = random.standard_normal((count, DIMENSIONS)) * within * scale
    noise *= random.lognormal(-0.03, 0.25, (count, 1))  # good and bad photos
    vectors[:, :DIMENSIONS] = centres[owner] + noise
    shuffled = random.permutation(count)
    return vectors[shuffled], owner[shuffled]


def labelled(
    photos: Sequence[Path], choice: EngineChoice, only: Sequence[str], index: Path | None
) -> tuple[FloatArray, Labels]:
    """Faces whose owner the labels tell, of some groups of people; of all where none is named."""
    labels = [x for x in read_labels(photos) if not only or x.group in only]
    faces = faces_of(labels, read(labels, choice, 1, index))
    return faces.vectors, np.unique(faces.people, return_inverse=True)[1]


def measure(method: str, vectors: FloatArray, true: Labels, threshold: float) -> str:
    """A line of the table, measured in a process of its own."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as process:
        return str(process.apply(_measure, (method, vectors, true, threshold)))


def _measure(method: str, vectors: FloatArray, true: Labels, threshold: float) -> str:
    before = _most_memory()
    started = time.process_time()
    precision, recall, count = pair_scores(METHODS[method](vectors, threshold), true)
    seconds = time.process_time() - started
    memory = _most_memory() - before
    cells = (f"{precision:.4f}", f"{recall:.4f}", str(count), f"{seconds:.1f}", f"{memory:.0f}")
    return f"| {method} | {threshold:.2f} | {' | '.join(cells)} |"


def _most_memory() -> float:
    """MB that this process had at most, as Linux counts it."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def table(
    title: str, data: tuple[FloatArray, Labels], methods: Sequence[str], thresholds: Sequence[float]
) -> None:
    """Print a line for each method and threshold."""
    people = int((np.unique(data[1], return_counts=True)[1] >= groups.LEAST_PHOTOS).sum())
    print(f"\n{title}: {len(data[1])} faces, {people} people in 3 and more photos\n", flush=True)
    print(
        "| Method | Threshold | Precision | Recall | Groups of 3 | CPU s | MB |\n|---|" + "---|" * 6
    )
    for method in methods:
        for threshold in thresholds:
            print(measure(method, *data, threshold), flush=True)


def main() -> None:
    """Print the tables that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photos", type=Path, nargs="*", help="labelled folders")
    parser.add_argument("--models-dir", type=Path, default=Path("models_cache"))
    parser.add_argument("-d", "--detector", nargs="+", default=["mtcnn", "yunet"])
    parser.add_argument("-m", "--model", default="auto")
    parser.add_argument("--groups", nargs="+", default=[], help="of people; default: all")
    parser.add_argument("--index", type=Path, help="remember there what was read")
    parser.add_argument("--methods", nargs="+", choices=list(METHODS), default=list(METHODS))
    parser.add_argument("--thresholds", type=float, nargs="+", default=list(THRESHOLDS))
    parser.add_argument("--synthetic", type=int, nargs="*", default=[], metavar="FACES")
    arguments = parser.parse_args()
    for detector in arguments.detector if arguments.photos else ():
        choice = EngineChoice(
            models_dir=arguments.models_dir.resolve(), detector=detector, model=arguments.model
        )
        folders = [folder.resolve() for folder in arguments.photos]
        data = labelled(folders, choice, arguments.groups, arguments.index)
        table(engine.choose(choice).name, data, arguments.methods, arguments.thresholds)
    for count in arguments.synthetic:
        table("Synthetic", synthetic(count), arguments.methods, arguments.thresholds)


if __name__ == "__main__":
    sys.exit(code_of(main))
