"""TensorFlow for deepface's networks: in one thread, and without what it imports for others.

At its end it imports Keras where that is installed, and Keras imports pandas likewise. Without the
two a worker needs 75 MB less and starts half a second sooner. Whoever wants Keras (also as
``tensorflow.keras``) imports it afterwards as ever.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout


@contextmanager
def hidden(*names: str) -> Iterator[None]:
    """Let modules that are not imported yet look as if they were not installed."""
    names = tuple(name for name in names if name not in sys.modules)
    # None is what Python takes for "there is no such module".
    sys.modules.update(dict.fromkeys(names))  # type: ignore[arg-type]  # stubs know modules only
    try:
        yield
    finally:
        for name in names:
            sys.modules.pop(name, None)


# TensorFlow reads these when it is imported.
os.environ["TF_NUM_INTRAOP_THREADS"] = os.environ["TF_NUM_INTEROP_THREADS"] = "1"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
# On Linux it leaves these kernels alone without AVX-512: slower, and other digits than on Windows.
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "1"

# The one module of Keras that it imports, and may miss. Where OpenSSL cannot be loaded, it says so
# on standard output, among the results.
with hidden("keras.src.optimizers"), redirect_stdout(sys.stderr):
    import tensorflow as tf

__all__ = ["hidden", "tf"]
