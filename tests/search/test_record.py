"""How a search was called is kept whole."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facefinder.errors import UsageError
from facefinder.models.catalogue import Strictness
from facefinder.records.boxes import Box
from facefinder.records.videos import Pace
from facefinder.search.record import settings_of, written
from facefinder.settings import EngineChoice, Limits, Outputs, Settings, Where, Whom, Work

HERE = Path(__file__).parent
days = st.none() | st.just(date(2018, 7, 22))
places = st.text("aü🎉 \udcff", min_size=1).map(lambda name: HERE.parent / "made" / name)
settings = st.builds(
    Settings,
    whom=st.builds(
        Whom,
        known=st.none() | st.just(HERE),
        only=st.booleans(),
        left_out=st.tuples(st.text()),
        pointed=st.lists(st.tuples(st.text(), st.builds(Box, *[st.floats(0, 9)] * 4))).map(tuple),
    ),
    inputs=st.just((HERE, HERE.parent)),
    where=st.builds(Where, exclude=st.tuples(st.text()), first=days, videos=st.booleans()),
    engine=st.builds(
        EngineChoice,
        models_dir=places,
        strictness=st.sampled_from(Strictness),
        threshold=st.none() | st.floats(0.1, 2),
    ),
    work=st.builds(Work, workers=st.none(), limits=st.just(Limits(7, 1.5, Pace(1, 2)))),
    outputs=st.builds(
        Outputs, copy_to=places, together=st.booleans(), link=st.booleans(), csv=st.none()
    ),
    index=st.just(HERE / "test_record.py"),
)


@given(settings)
def test_a_search_is_called_again_as_it_was_called(called: Settings) -> None:
    other = HERE / "test_again.py"
    again = settings_of(written(called), other)
    assert again == replace(called, index=other)
    assert all(isinstance(face, Box) for _, face in again.whom.pointed)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"colour": "red"}', '{"whom": {"known": 7}}'])
def test_what_another_version_wrote_is_not_guessed(text: str) -> None:
    with pytest.raises(UsageError, match="Another version"):
        settings_of(text, HERE)


def test_whom_nobody_has_photos_of_any_more_is_said(tmp_path: Path) -> None:
    known = tmp_path / "known"
    known.mkdir()
    engine = EngineChoice(models_dir=tmp_path)
    text = written(Settings(whom=Whom(known=known), inputs=(tmp_path,), engine=engine))
    known.rmdir()
    with pytest.raises(UsageError, match="There is no"):
        settings_of(text, HERE)
