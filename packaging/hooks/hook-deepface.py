"""deepface imports its models by name; these are the ones that facefinder's catalogue has."""

from PyInstaller.utils.hooks import collect_submodules

hiddenimports = [
    "deepface.commons.weight_utils",  # facefinder.models.deepface_offline replaces its look-up
    "deepface.modules.modeling",
    "deepface.models.facial_recognition.onnx.SFace",
    *collect_submodules("deepface.models.facial_recognition.tf"),
]
