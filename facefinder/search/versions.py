"""Versions of one picture: smaller, brighter, or compressed once more."""

from collections.abc import Iterable, Mapping, Sequence

from facefinder.deliver.originals import unlikeliness
from facefinder.records.people import Match, Verdict
from facefinder.records.photos import Photo, PhotoFacts

Group = tuple[str, str]
"""A person, and the face that came first of the same picture."""


def largest_of_each(
    matches: Iterable[Match], versions: Mapping[str, str], facts: Mapping[Photo, PhotoFacts]
) -> list[Match]:
    """The largest version of each picture of somebody, among those that are sure.

    Args:
        matches: All of them.
        versions: As `others` of `shown.Versions`.
        facts: Of each of their photos.
    """

    def size(match: Match) -> tuple[bool, int, int, int]:
        known, photo = facts[match.photo], match.photo
        is_sure = match.verdict is Verdict.SURE
        return is_sure, known.width * known.height, photo.size, -unlikeliness(photo)

    best: dict[Group, Match] = {}
    for match in matches:
        group = group_of(match, versions)
        if group not in best or size(match) > size(best[group]):
            best[group] = match
    return list(best.values())


def with_versions(
    some: Iterable[Match], matches: Sequence[Match], versions: Mapping[str, str]
) -> list[Match]:
    """Some matches, and all that are of other versions of the same pictures of the same people."""
    groups = {group_of(match, versions) for match in some}
    return [match for match in matches if group_of(match, versions) in groups]


def group_of(match: Match, versions: Mapping[str, str]) -> Group:
    """What a match has in common with all versions of its picture."""
    return match.person, versions.get(match.face_id, match.face_id)
