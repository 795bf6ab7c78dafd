"""TensorFlow without Keras, until somebody wants Keras."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # imports TensorFlow

Hidden = Callable[..., AbstractContextManager[None]]


@pytest.fixture
def hidden() -> Hidden:
    from facefinder.host import tensorflow_only  # noqa: PLC0415 - the fast lane reads this file, too

    return tensorflow_only.hidden


def test_a_hidden_module_cannot_be_imported_until_the_end_of_the_block(
    hidden: Hidden, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "seldom_imported.py").write_text("there = True")
    monkeypatch.syspath_prepend(tmp_path)
    with hidden("seldom_imported"), pytest.raises(ImportError):
        __import__("seldom_imported")
    assert __import__("seldom_imported").there
    del sys.modules["seldom_imported"]


def test_what_is_imported_already_stays_visible(hidden: Hidden) -> None:
    with hidden("subprocess"):
        assert __import__("subprocess") is subprocess
    assert sys.modules["subprocess"] is subprocess


def test_what_tensorflow_prints_is_not_among_the_results() -> None:
    # As in a bundle that has lost its OpenSSL, which no search needs.
    program = "import sys; sys.modules['ssl'] = None; import facefinder.host.tensorflow_only"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
    assert "ssl" in done.stderr


def test_tensorflow_comes_without_keras_and_keras_can_follow() -> None:
    program = (
        "import sys; from facefinder.host.tensorflow_only import tf;"
        "print({'keras', 'pandas'} & {*sys.modules});"
        "from tensorflow.keras.layers import Dense; print(Dense(2)(tf.ones((1, 3))).shape)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n(1, 2)\n"
