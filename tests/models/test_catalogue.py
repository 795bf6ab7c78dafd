"""A misspelt name is told the nearest one."""

import pytest

from facefinder.errors import UsageError
from facefinder.models.catalogue import detector_info, model_info


def test_the_nearest_name_is_told() -> None:
    with pytest.raises(UsageError, match="Did you mean yunet"):
        detector_info("yunt")
    with pytest.raises(UsageError, match="Did you mean mobilefacenet"):
        model_info("mobilefacnet")
    with pytest.raises(UsageError) as nothing_like_it:
        model_info("qqq")
    assert "Did you mean" not in str(nothing_like_it.value)
