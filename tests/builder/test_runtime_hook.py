"""What the frozen program has in place of modules that it does not carry."""

import runpy
import sys

import pytest

from builder.environment import PACKAGING


def test_stand_ins_have_every_name() -> None:
    before = list(sys.meta_path)
    try:
        runtime = runpy.run_path(str(PACKAGING / "hooks" / "runtime.py"))
    finally:
        sys.meta_path[:] = before
    finder = runtime["StandInFinder"]()
    assert finder.find_spec("tensorflow.litend") is None
    module = finder.create_module(finder.find_spec("tensorflow.lite.python.lite"))
    assert isinstance(module.TFLiteConverterV2, type)
    with pytest.raises(AttributeError):
        _ = module.__file_of_nothing__
