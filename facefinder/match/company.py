"""Photos by who else is in them: everybody who is looked for, or nobody else.

A video shows all who are in it at some time.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from facefinder.records.names import joint_name
from facefinder.records.people import Match, Verdict
from facefinder.records.photos import Photo, PhotoFacts


def without_others(
    matches: Sequence[Match], facts: Mapping[Photo, PhotoFacts], of_people: Mapping[Photo, int]
) -> tuple[Match, ...]:
    """The matches of photos in which every face is, or may be, one of the people.

    Args:
        matches: All of them.
        facts: Of each of their photos, and of all moments of their videos.
        of_people: How many faces of each are, or may be.
    """
    others = Counter[Photo]()
    for photo, known in facts.items():
        others[scene_of(photo)] += known.faces - of_people.get(photo, 0)
    return tuple(one for one in matches if not others[scene_of(one.photo)])


def as_sure_as_all(matches: Sequence[Match]) -> list[Match]:
    """The matches, none surer than the least sure one of its photo.

    Where it is in doubt who the other face is, it is in doubt that nobody else is there.
    """
    least = {scene: _least_sure(own) for scene, own in _by_scene(matches).items()}
    return [
        replace(
            one,
            verdict=least[scene_of(one.photo)].verdict,
            confirmed=one.confirmed and least[scene_of(one.photo)].confirmed,
        )
        for one in matches
    ]


def together(matches: Iterable[Match], people: Sequence[str]) -> list[Match]:
    """A match for each photo that shows all of some people, as sure as the least sure of them.

    Args:
        matches: Of these people.
        people: Their names; of one alone there is no photo that shows several.

    Returns:
        Matches of somebody called `joint_name`, each with the face of the first of them, by which
        versions of one picture are known.
    """
    if len(people) < 2:
        return []
    name = joint_name(people)
    joint = []
    for own in _by_scene(matches).values():
        surest: dict[str, Match] = {}  # of each person, who may be in a video several times
        for one in sorted(own, key=_doubt):
            surest.setdefault(one.person, one)
        if surest.keys() >= set(people):
            first, least = surest[people[0]], _least_sure(surest.values())
            joint.append(replace(least, person=name, face_id=first.face_id, box=first.box))
    return joint


def scene_of(photo: Photo) -> Photo:
    """What shows people together: a picture, or a whole video."""
    return photo if photo.moment is None else replace(photo, inside="")


def _by_scene(matches: Iterable[Match]) -> dict[Photo, list[Match]]:
    """By what shows them, all matches, those at other moments of a video, too."""
    scenes: dict[Photo, list[Match]] = {}
    for match in chain.from_iterable((one, *one.elsewhere) for one in matches):
        scenes.setdefault(scene_of(match.photo), []).append(match)
    return scenes


def _least_sure(matches: Iterable[Match]) -> Match:
    return max(matches, key=_doubt)


def _doubt(match: Match) -> tuple[bool, bool, float]:
    distance = 0.0 if math.isnan(match.distance) else match.distance
    return match.verdict is Verdict.CHECK, not match.confirmed, distance
