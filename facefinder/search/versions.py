"""Versions of one picture: smaller, brighter, or compressed once more."""

from collections.abc import Iterable, Mapping, Sequence

from facefinder.deliver.originals import unlikeliness, was_sent
from facefinder.records.people import Match, Verdict
from facefinder.records.photos import Photo, PhotoFacts
from facefinder.search.view import View
from facefinder.sources.edited import original_of, stem_of
from facefinder.sources.exports import whole_of

Group = tuple[str, str]
"""A person, and the face that came first of the same picture, or the path of a video."""


def largest_of_each(
    matches: Iterable[Match], versions: Mapping[str, str], facts: Mapping[Photo, PhotoFacts]
) -> list[Match]:
    """The largest version of each picture of somebody, among those that are sure.

    What shows more or less than another one is no version of it: a collage stays, the photos in it
    stay, and so does what was cut out of a photo.

    Args:
        matches: All of them.
        versions: As `others` of `shown.Versions`.
        facts: Of each of their photos.
    """

    def size(match: Match) -> tuple[bool, int, bool, int, int]:
        known, photo = facts[match.photo], match.photo
        pixels, is_sure = known.width * known.height, match.verdict is Verdict.SURE
        # Bytes tell little: HEIC needs half as many for the same.
        return is_sure, pixels, not was_sent(photo), photo.size, -unlikeliness(photo)

    views: dict[Group, list[View]] = {}
    kept = []
    for match in sorted(matches, key=size, reverse=True):
        larger, view = views.setdefault(group_of(match, versions), []), _view(match, facts)
        if not any(map(view.is_of_same_scene, larger)):
            larger.append(view)
            kept.append(match)
    return kept


def of_one_scene(
    matches: Iterable[Match], versions: Mapping[str, str], facts: Mapping[Photo, PhotoFacts]
) -> dict[str, str]:
    """The versions, without those that show more or less: a collage, or what was cut out.

    A face may be in one shot with another one, and beside it there may be somebody else.

    Args:
        matches: All of them.
        versions: By faces alone, as `others` of `shown.Versions`.
        facts: Of each of their photos.

    Returns:
        The face that came first of the same picture, by a face's id.
    """
    grouped = versions.keys() | set(versions.values())
    found = {one.face_id: one for one in matches if one.face_id in grouped}
    views: dict[str, list[tuple[View, str]]] = {}
    scenes: dict[str, str] = {}
    # A group's own first face stays first, whatever is found later.
    for face in sorted(found, key=lambda face: (face in versions, face)):
        view, own = _view(found[face], facts), views.setdefault(versions.get(face, face), [])
        head = next((first for other, first in own if view.is_of_same_scene(other)), None)
        if head is None:
            own.append((view, face))
        else:
            scenes[face] = head
    return scenes


def with_versions(
    some: Iterable[Match],
    matches: Sequence[Match],
    versions: Mapping[str, str],
    facts: Mapping[Photo, PhotoFacts],
) -> list[Match]:
    """Some matches, and all that are of other versions of the same pictures of the same people.

    Args:
        some: Those that it is about.
        matches: All of them.
        versions: As `others` of `shown.Versions`.
        facts: Of each of their photos.
    """
    views: dict[Group, list[View]] = {}
    for match in some:
        views.setdefault(group_of(match, versions), []).append(_view(match, facts))
    return [
        match
        for match in matches
        if (own := views.get(group_of(match, versions)))
        and any(map(_view(match, facts).is_of_same_scene, own))
    ]


def _view(match: Match, facts: Mapping[Photo, PhotoFacts]) -> View:
    known = facts[match.photo]
    return View(known.width, known.height, match.box)


def group_of(match: Match, versions: Mapping[str, str]) -> Group:
    """What a match has in common with all versions of its picture; a video is no picture's."""
    if match.photo.moment is not None:
        return match.person, str(match.photo)
    return match.person, versions.get(match.face_id, match.face_id)


def with_edited(matches: Sequence[Match], versions: Mapping[str, str]) -> Mapping[str, str]:
    """The versions, among them an edited photo that lies beside its original.

    To edit may change a face so much that nobody would take the two for one picture. Capital
    letters do not count, and the archives of a Takeout are one.

    Args:
        matches: All of them.
        versions: By faces alone, as `others` of `shown.Versions`.

    Returns:
        The face that came first of the same picture, by a face's id.
    """
    edited = [
        (match, original) for match in matches if (original := original_of(match.photo.relative))
    ]
    if not edited:
        return versions
    places = {_place(match, stem_of(match.photo.relative)): match.face_id for match in matches}
    leads: dict[str, str] = {}  # from one first face to another

    def first(face: str) -> str:
        face = versions.get(face, face)
        while face in leads:
            face = leads[face]
        return face

    for match, original in edited:
        there = places.get(_place(match, original))
        if there is not None and first(match.face_id) != first(there):
            leads[first(match.face_id)] = first(there)
    if not leads:
        return versions
    faces = dict.fromkeys(match.face_id for match in matches)
    return {face: head for face in faces if (head := first(face)) != face}


def _place(match: Match, path: str) -> tuple[str, str, str]:
    return match.person, match.photo.root, whole_of(path).casefold()
