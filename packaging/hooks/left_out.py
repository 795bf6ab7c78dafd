"""What the bundle does without, a line each with its reason."""

from pathlib import Path, PurePath

from runtime import NOT_CARRIED

MODELS = Path(__file__).resolve().parents[2] / "models_cache"

MODULES = [
    *NOT_CARRIED,  # the runtime hook puts a stand-in in their place
    "IPython",  # rich shows progress in notebooks, too
    "ai_edge_litert_sdk_intel",  # LiteRT asks whether it is there: computing on other processors
    "attr",  # rich would show its objects
    "bs4",  # gdown's
    "certifi",  # requests' certificates; urllib, for `models fetch`, takes the system's
    "charset_normalizer",  # requests'
    "clang",  # TensorFlow's wheel asks for it, nothing imports it
    "curses",  # terminals
    "dask",  # joblib's workers on other computers
    "distributed",  # dask's
    "dlib",  # only tests compare with it
    "fsspec",  # pandas' files elsewhere
    "gdown",  # downloads; deepface_offline puts an empty stand-in in its place
    "grpc",  # TensorFlow's servers
    "hypothesis",
    "idna",  # requests'
    "keras.src.backend.jax",  # engines other than TensorFlow
    "keras.src.backend.openvino",
    "keras.src.backend.torch",
    "matplotlib",  # pandas' and Keras' pictures
    "mtcnn",  # only its weights are used, and they are in models_cache
    "mypy",
    "numpy.f2py",  # translates Fortran
    "openvino",  # likewise
    "pip",  # a bundle installs nothing
    "pydoc_data",  # Python's manual
    "pygments",  # colours in the tracebacks of rich
    "pytest",
    "retinaface",  # needs the older Keras
    "scipy",  # deepface's and pandas' statistics
    "setuptools",
    "socks",  # urllib3's
    "tblib",  # joblib's, for tracebacks
    "tensorboard",
    "tf_keras",  # the older Keras
    "tkinter",  # Pillow's windows
    "torch",  # another engine of deepface
    "tornado",  # distributed's
    "tqdm",  # gdown's, and of what LiteRT compiles for phones
    "tzdata",  # time zones for pandas on Windows, of which tables have none: 605 files
    "urllib3",  # requests'
    "yaml",  # numpy would show its settings
]
if not (MODELS / "face_recognition_sface_2021dec.onnx").is_file():
    MODULES.append("onnxruntime")  # SFace alone runs on it: 37 MB

FILES = [
    "*.pyi",  # for checkers of types
    "libmvec.so*",  # a part of the C library, which has to be the computer's own
    "*/_xla_ops.so",  # opened only to translate whole programs
    # No other library asks for it. Here and below, the second name is Windows'.
    *("*/lib_native_proto_caster.so", "*/_native_proto_caster.dll"),
    *("*/pybind_for_testing.so", "*/pybind_for_testing.pyd"),
    # TensorFlow Lite, which has a stand-in.
    *("*/pywrap_tflite_common.*", "*/_pywrap_tflite_*"),
    "opencv_videoio_ffmpeg*.dll",  # reads videos for OpenCV; av does here
    "*.pxd",  # for compilers
    "readline.*.so",  # for typing at a Python prompt
    "libreadline.so*",
    "libtinfo.so*",
    *("*/_imagingtk.*.so", "*/_imagingtk.*.pyd"),  # Pillow in windows
    *("*/_imagingcms.*.so", "*/_imagingcms.*.pyd"),  # colour profiles, which nothing applies
    "pillow.libs/liblcms2-*.so*",  # likewise
    "tensorflow/THIRD_PARTY_NOTICES.txt",  # stands in LICENSES
    *(f"*.dist-info/licenses/{'*/' * depth}*" for depth in range(8)),  # likewise
    "*.dist-info/RECORD",  # for pip
    *("*/*pywrap_tflite_*.dylib", "*/lib_native_proto_caster.dylib"),  # macOS: as above, 16 MB
]
"""Patterns of names in the bundle, from their end, as `PurePath.match` has them."""


def is_left_out(name: str) -> bool:
    """Whether the bundle does without a file, by its name in there."""
    return any(PurePath(name).match(pattern) for pattern in FILES)
