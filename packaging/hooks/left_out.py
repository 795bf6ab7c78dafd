"""What the bundle does without, a line each with its reason."""

from pathlib import Path

from runtime import NOT_CARRIED

MODELS = Path(__file__).resolve().parents[2] / "models_cache"

MODULES = [
    *NOT_CARRIED,  # the runtime hook puts a stand-in in their place
    "IPython",  # rich shows progress in notebooks, too
    "bs4",  # gdown's
    "clang",  # TensorFlow's wheel asks for it, nothing imports it
    "dlib",  # only tests compare with it
    "gdown",  # downloads; deepface_offline puts an empty stand-in in its place
    "grpc",  # TensorFlow's servers
    "hypothesis",
    "matplotlib",  # pandas' and Keras' pictures
    "mtcnn",  # only its weights are used, and they are in models_cache
    "mypy",
    "pip",  # a bundle installs nothing
    "pygments",  # colours in the tracebacks of rich
    "pytest",
    "retinaface",  # needs the older Keras
    "scipy",  # deepface's and pandas' statistics
    "setuptools",
    "tensorboard",
    "tf_keras",  # the older Keras
    "tkinter",  # Pillow's windows
    "torch",  # another engine of deepface
]
if not (MODELS / "face_recognition_sface_2021dec.onnx").is_file():
    MODULES.append("onnxruntime")  # SFace alone runs on it: 37 MB

FILES = [
    "libmvec.so*",  # a part of the C library, which has to be the computer's own
    "*/_xla_ops.so",  # opened only to translate whole programs
    "*/lib_native_proto_caster.so",  # no other library asks for it
    "*/pybind_for_testing.so",
    "readline.*.so",  # for typing at a Python prompt
    "libreadline.so*",
    "libtinfo.so*",
    "_imagingtk.*.so",  # Pillow in windows
]
