"""TensorFlow without Keras, until somebody wants Keras."""

import subprocess
import sys

import pytest

from facefinder.tensorflow_only import hidden


def test_a_hidden_module_cannot_be_imported_until_the_end_of_the_block() -> None:
    with hidden("colorsys"), pytest.raises(ImportError):
        __import__("colorsys")
    assert __import__("colorsys").rgb_to_hsv


def test_what_is_imported_already_stays_visible() -> None:
    with hidden("subprocess"):
        assert __import__("subprocess") is subprocess
    assert sys.modules["subprocess"] is subprocess


def test_tensorflow_comes_without_keras_and_keras_can_follow() -> None:
    program = (
        "import sys; from facefinder.tensorflow_only import tf;"
        "print({'keras', 'pandas'} & {*sys.modules});"
        "from tensorflow.keras.layers import Dense; print(Dense(2)(tf.ones((1, 3))).shape)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n(1, 2)\n"
