"""What the bundle does without, by the names that wheels have on each system; and without links."""

import runpy
import sys
from collections.abc import Callable

import pytest

from builder.environment import PACKAGING

HOOKS = PACKAGING / "hooks"

# Names of TensorFlow 2.21, LiteRT 2.3, Pillow 13, OpenCV 5 and PyAV 18, as their wheels list them.
LEFT_OUT = {
    "linux": (
        "PIL/_imagingcms.cpython-311-x86_64-linux-gnu.so",
        "PIL/_imagingtk.cpython-311-x86_64-linux-gnu.so",
        "tensorflow/compiler/tf2xla/ops/_xla_ops.so",
        "tensorflow/python/autograph/impl/testing/pybind_for_testing.so",
        "tensorflow/python/framework/lib_native_proto_caster.so",
    ),
    "windows": ("cv2/opencv_videoio_ffmpeg500_64.dll",),
    "macos": (
        "PIL/_imagingcms.cpython-311-darwin.so",
        "PIL/_imagingtk.cpython-311-darwin.so",
        "tensorflow/compiler/tf2xla/ops/_xla_ops.so",
        "tensorflow/lite/python/lib_pywrap_tflite_7_shared_object.dylib",
        "tensorflow/lite/python/libpywrap_tflite_common.dylib",
        "tensorflow/python/autograph/impl/testing/pybind_for_testing.so",
        "tensorflow/python/framework/lib_native_proto_caster.dylib",
    ),
}
CARRIED = (
    "PIL/_imaging.cpython-311-darwin.so",
    "PIL/.dylibs/liblcms2.2.dylib",
    "ai_edge_litert/_pywrap_litert_interpreter_wrapper.pyd",
    "ai_edge_litert/_pywrap_litert_interpreter_wrapper.so",
    "ai_edge_litert/libpywrap_litert_common.dylib",
    "ai_edge_litert/libpywrap_litert_common.so",
    "ai_edge_litert/pywrap_litert_common.dll",
    "cv2/cv2.abi3.so",
    "av/video/frame.pyd",
    "av.libs/avcodec-62-984de33114b7fa384296817dec999c9d.dll",
    "av.libs/libavcodec-5e6b81c2.so.62.28.102",
    "cv2/.dylibs/liblcms2.2.dylib",
    "tensorflow/libtensorflow_cc.2.dylib",
    "tensorflow/libtensorflow_cc.so.2",
    "tensorflow/python/lib_pywrap_tensorflow_common.dylib",
    "tensorflow/python/util/pywrap_xla_ops.so",
)


@pytest.fixture
def is_left_out(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], bool]:
    monkeypatch.syspath_prepend(str(HOOKS))
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    test: Callable[[str], bool] = runpy.run_path(str(HOOKS / "left_out.py"))["is_left_out"]
    return test


@pytest.mark.parametrize("system", LEFT_OUT)
def test_what_nothing_opens_is_left_out(system: str, is_left_out: Callable[[str], bool]) -> None:
    assert [name for name in LEFT_OUT[system] if not is_left_out(name)] == []


def test_what_is_needed_is_carried(is_left_out: Callable[[str], bool]) -> None:
    assert [name for name in CARRIED if is_left_out(name)] == []


ENTRIES = [
    ("cv2/cv2.abi3.so", "/s/cv2.abi3.so", "EXTENSION"),
    ("cv2/.dylibs/libaom.3.dylib", "/s/libaom.3.dylib", "BINARY"),
    ("PIL/.dylibs/libaom.3.dylib", "/p/libaom.3.dylib", "BINARY"),
    ("libaom.3.dylib", "cv2/.dylibs/libaom.3.dylib", "SYMLINK"),
    ("Python.framework/Versions/Current", "3.11", "SYMLINK"),
]


@pytest.mark.parametrize("system", ["linux", "darwin"])
def test_a_bundle_has_no_links_and_on_macos_their_libraries_instead(system: str) -> None:
    found = runpy.run_path(str(HOOKS / "links.py"))["without_links"](ENTRIES, system)
    first = "libaom.3.dylib" if system == "darwin" else "cv2/.dylibs/libaom.3.dylib"
    assert found == [ENTRIES[0], (first, *ENTRIES[1][1:]), ENTRIES[2]]
