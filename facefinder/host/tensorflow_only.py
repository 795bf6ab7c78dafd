"""TensorFlow, and not what it imports for others.

At its end it imports Keras where that is installed, and Keras imports pandas likewise. Without the
two a worker needs 75 MB less and starts half a second sooner. Whoever wants Keras (also as
``tensorflow.keras``) imports it afterwards as ever.
"""

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


# The one module of Keras that it imports, and may miss. Where OpenSSL cannot be loaded, it says so
# on standard output, among the results.
with hidden("keras.src.optimizers"), redirect_stdout(sys.stderr):
    import tensorflow as tf
    from tensorflow.python.framework import op_def_registry

__all__ = ["hidden", "op_def_registry", "tf"]
