"""The measurement that compares decoded pictures with those of independent readers."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from builder.measure import corpora
from tests.support.picture_files import encoded, truth


def test_what_is_refused_and_what_differs_is_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name in ("good", "mixed up"):
        (folder / f"{name}.png").write_bytes(encoded(Image.fromarray(truth()), "PNG"))
    (folder / "cut off.png").write_bytes(encoded(Image.fromarray(truth()), "PNG")[:60])
    noise = np.random.default_rng(1).integers(0, 255, truth().shape)

    def others(path: Path) -> Iterator[tuple[str, corpora.Reader]]:
        yield "other", lambda _: noise if "mixed" in path.name else truth()

    corpora.main([str(folder), "--json", str(tmp_path / "rows")], others)
    rows = {row["path"]: row for row in json.loads((tmp_path / "rows").read_text())}
    assert {path: row["note"] for path, row in rows.items()} == {
        "good.png": "",
        "mixed up.png": "differs",
        "cut off.png": "only the other reads it",
    }
    out, err = capsys.readouterr()
    assert "mixed up.png | differs" in out
    assert "good.png" not in out
    assert err.startswith("3 files: ")


def test_a_turn_or_another_brightness_is_no_difference() -> None:
    pixels = np.add.outer(np.arange(64) ** 2, 40 * np.arange(64)).astype(np.uint16)
    pixels[:20, :9] = 6500  # no turn of it is its opposite
    mine = corpora.grey(pixels)
    for other in (pixels[::-1], pixels.T, pixels * 5):
        assert (corpora.correlation(mine, corpora.grey(other)) or 0) > 0.95
    assert (corpora.correlation(mine, corpora.grey(7000 - pixels)) or 0) < corpora.ALIKE
