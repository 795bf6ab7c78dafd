"""Runs in the bundle before anything else of it, in the program and in its helper processes."""

import signal
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType

NOT_CARRIED = (
    # TensorFlow imports all of these, and uses nothing of them to run a network: 80 MB.
    "tensorflow.compiler.mlir.lite",
    "tensorflow.compiler.mlir.quantization",
    "tensorflow.compiler.mlir.stablehlo",
    "tensorflow.compiler.mlir.tensorflow_to_stablehlo",
    "tensorflow.lite",
    "tensorflow.python.profiler.internal._pywrap_profiler_plugin",
    # deepface imports it at the top, to download; nothing here does.
    "requests",
)


class StandIn(ModuleType):
    """A module that has every name, so that it can be imported, and does nothing."""

    __path__ = ()

    def __getattr__(self, name: str) -> type:
        """An empty class for each name but those that Python itself asks for."""
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


class StandInFinder:
    """Imports a `StandIn` for what is not carried."""

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> object:
        """Say that a package which is not carried can be imported: it becomes a `StandIn`."""
        if any(name == package or name.startswith(f"{package}.") for package in NOT_CARRIED):
            return ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Make the stand-in; called by the import system."""
        return StandIn(spec.name)

    def exec_module(self, _module: ModuleType) -> None:
        """There is nothing to run."""


# A helper leaves Ctrl-C to its parent, also while Python still starts in it: it would print where
# it was. `divert_helper` looks exactly; here a user's `-m Facenet512` must only not be among them.
line = sys.argv[1:3]
if line and (
    line[0] in ("-B", "-E", "-I", "-S", "-c", "--multiprocessing-fork")
    or (line[0] == "-m" and line[-1].startswith(("joblib.", "multiprocessing.")))
):
    signal.signal(signal.SIGINT, signal.SIG_IGN)

sys.meta_path.insert(0, StandInFinder())
