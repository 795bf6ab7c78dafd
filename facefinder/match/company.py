"""Photos by who else is in them: everybody who is looked for, or nobody else."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from facefinder.records.names import joint_name
from facefinder.records.people import Match, Verdict
from facefinder.records.photos import Photo, PhotoFacts


def without_others(
    matches: Sequence[Match], facts: Mapping[Photo, PhotoFacts]
) -> tuple[Match, ...]:
    """The matches of photos in which every face is, or may be, one of the people.

    Args:
        matches: All of them.
        facts: Of each of their photos.
    """
    photos = _by_photo(matches)
    faces = {photo: len({one.face_id for one in own}) for photo, own in photos.items()}
    return tuple(one for one in matches if faces[one.photo] == facts[one.photo].faces)


def as_sure_as_all(matches: Sequence[Match]) -> list[Match]:
    """The matches, none surer than the least sure one of its photo.

    Where it is in doubt who the other face is, it is in doubt that nobody else is there.
    """
    least = {photo: _least_sure(own) for photo, own in _by_photo(matches).items()}
    return [
        replace(
            one,
            verdict=least[one.photo].verdict,
            confirmed=one.confirmed and least[one.photo].confirmed,
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
    for own in _by_photo(matches).values():
        matches_of = {one.person: one for one in own}
        if matches_of.keys() >= set(people):
            first = matches_of[people[0]]
            joint.append(
                replace(_least_sure(own), person=name, face_id=first.face_id, box=first.box)
            )
    return joint


def _by_photo(matches: Iterable[Match]) -> dict[Photo, list[Match]]:
    photos: dict[Photo, list[Match]] = {}
    for match in matches:
        photos.setdefault(match.photo, []).append(match)
    return photos


def _least_sure(matches: Iterable[Match]) -> Match:
    def doubt(match: Match) -> tuple[bool, bool, float]:
        distance = 0.0 if math.isnan(match.distance) else match.distance
        return match.verdict is Verdict.CHECK, not match.confirmed, distance

    return max(matches, key=doubt)
