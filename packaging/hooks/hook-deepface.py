"""deepface imports its models by name; these are the ones that facefinder's catalogue has."""

from on_disk import modules_of

hiddenimports = [
    "deepface.commons.weight_utils",  # facefinder.models.deepface_offline replaces its look-up
    "deepface.modules.modeling",
    "deepface.models.facial_recognition.onnx.SFace",
    *modules_of("deepface.models.facial_recognition.tf"),
]
