"""Groups of unknown faces as lines and as the JSON document that scripts read (schema 1)."""

from facefinder import __version__
from facefinder.host.text import counted, printable
from facefinder.output import document
from facefinder.search.groups import Group, Grouping

SCHEMA = 1
EXAMPLES = 3
"""Photos named for each group, the most typical ones."""


def as_lines(grouping: Grouping) -> str:
    """A line for each group: its number, how many photos, some of them; separated by tabs."""
    return "".join(_line(number, group) for number, group in enumerate(grouping.groups, 1))


def _line(number: int, group: Group) -> str:
    photos = (face.photo for face in group.faces[:EXAMPLES])
    examples = (
        printable(f"{photo} ({photo.place})" if photo.inside else str(photo)) for photo in photos
    )
    return "\t".join((str(number), str(len(group.faces)), *examples)) + "\n"


def to_json(grouping: Grouping) -> str:
    """The document; docs/groups.md describes its keys."""
    groups = [
        {
            "group": group.identifier,
            "faces": [
                {
                    "face": face.face_id,
                    "path": str(face.photo),
                    "page": face.photo.page,
                    "box": [round(side, 1) for side in face.box],
                    "score": round(face.score, 4),
                }
                for face in group.faces
            ],
        }
        for group in grouping.groups
    ]
    content = {
        "schema": SCHEMA,
        "version": __version__,
        "engine": document.engine_record(grouping.engine) | {"threshold": grouping.threshold},
        "groups": groups,
        "skipped": document.skipped_records(grouping.searched.skipped),
        "not_looked_at": document.counted_records(grouping.not_looked_at),
        "summary": document.figures(grouping.searched)
        | {
            "faces": grouping.faces,
            "left_out": grouping.left_out,
            "known": grouping.known,
            "seconds": grouping.seconds,
        },
    }
    return document.as_json(content)


def summary(grouping: Grouping) -> str:
    """How the run went, for people."""
    found = len(grouping.groups)
    return (
        f"{found or 'No'} {'person is' if found == 1 else 'people are'} in several photos. "
        f"{grouping.searched.in_words()}, "
        f"{counted(grouping.faces, 'different face')} compared, "
        f"{grouping.left_out} too small or blurred, {grouping.known} of known people, "
        f"{grouping.seconds:.1f} seconds"
    )
