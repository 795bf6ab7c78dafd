"""Matches that follow decisions one by one are those of comparing everything again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from shutil import copyfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facefinder.records.faces import face_id, parse_face_id
from facefinder.records.people import Decision
from facefinder.search.matching import Matched
from facefinder.search.standing import Standing, keys_of
from facefinder.search.steps import Search, searching
from facefinder.settings import Settings
from tests.support.fakes import BLUE, GREEN, RED, paint
from tests.support.in_this_process import scan, settings_of
from tests.support.recorder import Recorder

NEAR_BLUE, NEAR_RED = (0, 145, 255), (255, 145, 0)
PHOTOS = {
    "both": (RED, BLUE),
    "perhaps": (RED, NEAR_BLUE),
    "nearly": (NEAR_RED, (0, 140, 255)),
    "twice": (RED, (250, 0, 0), (0, 0, 250)),
    "ben": ((1, 0, 255),),
    "stranger": (RED, GREEN),
    "strangers": (GREEN, (0, 250, 0)),
}


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Two people, photos of them, a copy of one, and a file of several pages."""
    folder = tmp_path_factory.mktemp("album")
    for name, colours in PHOTOS.items():
        paint(folder / "photos" / f"{name}.png", *colours)
    copyfile(folder / "photos" / "both.png", folder / "photos" / "again.png")
    copyfile(folder / "photos" / "strangers.png", folder / "photos" / "others.png")
    scan(folder / "photos" / "pages.tif", RED, BLUE, GREEN)
    paint(folder / "known" / "Anna" / "1.png", RED)
    paint(folder / "known" / "Ben" / "1.png", BLUE)
    return settings_of(folder / "known", folder / "photos", folder / "index.sqlite")


@contextmanager
def searched(album: Settings, *, only: bool = False) -> Iterator[Search]:
    """All photos are read, and nothing is decided."""
    album = replace(album, whom=replace(album.whom, only=only))
    with searching(album, Recorder()) as search:
        search.read(Recorder())
        index = search.session.index
        photos = index.with_pages(search.found.photos)
        index.decide((), instead_of=[one for _, one in index.decided(photos)])
        yield search


def faces_of(search: Search) -> list[str]:
    """The ids of all faces, also of those that are nobody's."""
    index = search.session.index
    found = index.scanned(index.with_pages(search.found.photos)).values()
    ids = (face_id(one.content_hash, face.box) for one in found for face in one.faces)
    return list(dict.fromkeys(ids))


said = st.tuples(st.integers(0, 99), st.sampled_from(["Anna", "Ben", "Carl"]), st.booleans())
steps = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["decide", "keep"]), st.lists(said, min_size=1, max_size=3)),
        st.just(("undo", [])),
        said.map(lambda one: ("by others", [one])),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=30)
@given(steps=steps, only=st.booleans())
def test_any_decisions_give_what_comparing_again_gives(
    album: Settings, steps: list[tuple[str, list[tuple[int, str, bool]]]], only: bool
) -> None:
    with searched(album, only=only) as search:
        standing, faces = Standing(search), faces_of(search)
        done: list[tuple[list[Decision], list[Decision]]] = []
        assert of(standing.judge()) == of(search.matched())
        for what, words in steps:
            new = [Decision(who, faces[face % len(faces)], yes) for face, who, yes in words]
            new = list({frozenset(keys_of([one])): one for one in new}.values())
            if what == "by others":
                search.session.index.decide(new)
                continue
            if what in ("decide", "keep"):
                done.append((standing.decided(new), new))
                standing.keep(new, done[-1][0])
            elif done:
                standing.keep(*done.pop())
            if what != "keep":
                assert of(standing.follow()) == of(search.matched())


def of(matched: Matched) -> tuple[object, ...]:
    return matched.faces, matched.matches, matched.rejected, matched.facts


def test_a_decision_about_a_face_that_was_found_compares_nothing_again(album: Settings) -> None:
    with searched(album) as search:
        matching = search.matching()
        first = matching.matched().matches
        one = next(match for match in first if match.photo.name == "perhaps.png")
        decision = Decision(one.person, one.face_id, yes=False)
        content = {parse_face_id(one.face_id)[0]}
        search.session.index.decide([decision])
        assert matching.follow(content)
        then = matching.matched().matches
        assert one not in then
        changed = {match.photo.name for match in first if not any(match is two for two in then)}
        assert changed == {"perhaps.png"}
        search.session.index.decide([], instead_of=[decision])
        assert matching.follow(content)
        assert matching.matched().matches == first


def test_a_face_that_was_too_far_from_everybody_is_looked_up_again(album: Settings) -> None:
    with searched(album) as search:
        standing, faces = Standing(search), faces_of(search)
        there = {match.face_id for match in standing.judge().matches}
        stranger = next(face for face in faces if face not in there)
        standing.keep([Decision("Anna", stranger, yes=True)], [])
        matched = standing.follow()
        assert any(match.face_id == stranger and match.confirmed for match in matched.matches)
