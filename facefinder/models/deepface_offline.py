"""Make deepface read our verified model files, and nothing else.

deepface looks for weights in the user's home folder, accepts whatever it finds there, and downloads
what is missing. `prepare` replaces that look-up: a file comes from the models folder or the run
ends with an advice. After it nothing in deepface opens a connection or writes a file.

Only parts of deepface may be imported (`deepface.modules.modeling`, `deepface.models...`), never
``from deepface import DeepFace``: that creates folders in the home folder and switches TensorFlow
to the older Keras.
"""

import importlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from facefinder.errors import ModelError
from facefinder.host.offline import no_traces
from facefinder.models.table import WEIGHTS

# deepface prints its log to stdout, which belongs to our results: only the highest level
# (`logging.CRITICAL`) stays, and that one it does not use.
_QUIET = 50

_ANOTHER = "Choose another detector or model; `facefinder models` lists them."
ADVICE = "Put it there with `facefinder models fetch`, or choose another with -m or -d."


def prepare(models_dir: Path) -> None:
    """Bind deepface to the models folder; call before building any of its models.

    May be called again, with another folder too: the latest call counts for models built
    afterwards. Build them with ``modeling.get_model_class(task, name)()``, not with
    ``modeling.build_model``, which keeps the first one for the life of the process.

    Args:
        models_dir: Holds the weight files under the names that deepface gives them. The files are
            to be verified by the caller.

    Raises:
        ModelError: deepface is not installed or cannot be imported.
    """
    # Read at import by deepface and Keras. Without it they would take whichever engine the user's
    # environment names, and the weights in our table are those of TensorFlow.
    os.environ["DEEPFACE_BACKEND_ENGINE"] = os.environ["KERAS_BACKEND"] = "tensorflow"
    no_traces(models_dir)
    # onnxruntime (SFace and others run on it) reports its use to its maker: from native code, which
    # forbidding Python's sockets does not stop, and with an identifier kept in the home folder.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    os.environ["DEEPFACE_LOG_LEVEL"] = str(_QUIET)
    # deepface imports a downloader at the top; an empty stand-in costs no time, needs no package in
    # the bundle and cannot reach the network.
    sys.modules.setdefault("gdown", ModuleType("gdown"))
    _import("facefinder.host.tensorflow_only")  # before deepface does it in its own way
    _import("deepface.commons.logger").Logger().log_level = _QUIET
    # Models call it through the module, so that this is the one place to replace.
    owner = vars(_import("deepface.commons.weight_utils"))
    owner["download_weights_if_necessary"] = _look_up_in(models_dir)


def _look_up_in(models_dir: Path) -> Callable[..., str]:
    """Replacement for deepface's look-up; addresses and the like after the name do not matter."""

    def look_up(file_name: str, *_args: object, **_kwargs: object) -> str:
        if file_name not in WEIGHTS:
            # What we know was verified before; for the rest there is nothing to verify it by.
            raise ModelError(f"There is no known SHA-256 of {file_name}.", _ANOTHER)
        path = models_dir / file_name
        if not path.is_file():
            raise ModelError(f"The model file {file_name} is not in {models_dir}.", ADVICE)
        return str(path)

    return look_up


def _import(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise ModelError(
            f"{name} cannot be imported ({error}).", "Install facefinder's dependencies again."
        ) from error
