"""How long the program lasts, and what it makes of wishes that make no sense."""

from collections.abc import Callable
from pathlib import Path

import pytest

from facefinder.app.conversation import Conversation
from facefinder.app.ground import Ground
from facefinder.app.lasting import GONE_SECONDS, LEFT_SECONDS, Lasting
from facefinder.commands.traces import find_traces
from facefinder.errors import UsageError
from facefinder.language.catalogue import language
from facefinder.language.retold import retold
from facefinder.settings import EngineChoice, Work
from tests.support.fakes import ENGINE


class Clock:
    """A clock that a test turns."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def talk(tmp_path: Path, clock: Clock) -> Conversation:
    ground = Ground(
        engine=EngineChoice(models_dir=tmp_path, detector=ENGINE.detector, model=ENGINE.model),
        work=Work(workers=0),
        index=tmp_path / "index.sqlite",
        data=tmp_path / "data",
        never_search=(),
        target=tmp_path / "found",
        offered=(),
        traces=lambda: find_traces([], []),
        keep_language=lambda _: None,
    )
    return Conversation(ground, lambda _: False, Lasting(clock))


def test_it_lasts_as_long_as_the_page_says_something(talk: Conversation, clock: Clock) -> None:
    for _ in range(10):
        clock.now += GONE_SECONDS - 1
        assert talk.is_wanted()
        talk.lasting.hears()
    clock.now += GONE_SECONDS + 1
    assert not talk.is_wanted()


def test_a_closed_page_ends_it_soon_and_a_reload_does_not(talk: Conversation, clock: Clock) -> None:
    talk.lasting.leave()
    clock.now += LEFT_SECONDS - 1
    assert talk.is_wanted()
    talk.lasting.hears()  # it was loaded again
    clock.now += LEFT_SECONDS + 1
    assert talk.is_wanted()
    talk.lasting.leave()
    clock.now += LEFT_SECONDS + 1
    assert not talk.is_wanted()


def test_close_ends_it_at_once(talk: Conversation) -> None:
    talk.lasting.finish()
    assert not talk.is_wanted()


def test_a_hidden_page_speaks_often_enough() -> None:
    assert GONE_SECONDS > 2 * 60  # browsers let it speak once a minute


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"known": "x"},
        {"known": 1, "inputs": ["/"]},
        {"known": "/", "inputs": "/"},
        {"known": "/", "inputs": [1]},
        {"known": "relative", "inputs": ["/"]},
        {"known": "/\0", "inputs": ["/"]},
        {"known": "/", "inputs": ["/"], "first": "yesterday"},
        {"known": "/", "inputs": ["/"], "first": "2020-02-02", "last": "2019-01-01"},
        {"known": "/nowhere/at/all", "inputs": ["/"]},
        {"known": "/", "inputs": []},
    ],
)
def test_a_wish_that_makes_no_sense_is_refused_in_words(
    talk: Conversation, wish: dict[str, object]
) -> None:
    with pytest.raises(UsageError):
        talk.start(wish)
    with pytest.raises(UsageError):
        talk.decide({"decisions": [wish]} if wish else {"decisions": 1})


def test_a_folder_shows_its_folders_and_counts_photos(talk: Conversation, tmp_path: Path) -> None:
    for name in ("b", "A", ".hidden"):
        (tmp_path / name).mkdir()
    for name in ("1.JPG", "2.heic", "notes.txt"):
        (tmp_path / name).touch()
    told = talk.choice.folder(str(tmp_path))
    assert [name for name, _ in told["folders"]] == ["A", "b"]
    assert told["photos"] == 2
    assert told["parent"] == str(tmp_path.parent)
    with pytest.raises(UsageError):
        talk.choice.folder(str(tmp_path / "notes.txt"))


def test_places_name_no_place_twice(talk: Conversation) -> None:
    paths = [place["path"] for place in talk.choice.places()]
    assert len(paths) == len(set(paths))


def test_where_no_folder_can_be_opened_that_is_said_with_its_path(
    talk: Conversation, tmp_path: Path
) -> None:
    (tmp_path / "found").mkdir()
    with pytest.raises(UsageError, match="opens no folder") as refused:
        talk.open_folder()
    assert str(tmp_path / "found") in str(refused.value)
    words = retold(str(refused.value), language("de"))
    assert words.startswith("Dieser Computer öffnet")
    assert words.endswith("öffnen Sie ihn selbst.")


@pytest.mark.parametrize(
    "ask",
    [
        lambda talk: talk.decide({"decisions": []}),
        Conversation.undo,
        Conversation.copy,
        lambda talk: talk.name_copies({"on": True}),
        lambda talk: talk.cut_faces({"on": True}),
    ],
)
def test_what_a_page_of_before_asks_for_is_refused(
    talk: Conversation, ask: Callable[[Conversation], None]
) -> None:
    with pytest.raises(UsageError, match="The search has ended"):
        ask(talk)


def test_a_search_that_never_was_does_not_go_on(talk: Conversation) -> None:
    assert talk.state(0)["again"] is False
    with pytest.raises(UsageError):
        talk.resume()
