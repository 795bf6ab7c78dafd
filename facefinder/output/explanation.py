"""Why a photo was, or was not, found: in words, and drawn into a copy of the photo."""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from facefinder.decode.picture import read_picture
from facefinder.errors import OutputError, PhotoError, UsageError
from facefinder.host.files import write_parts
from facefinder.host.text import counted, percent, printable
from facefinder.match.by_distance import SMALL_PX
from facefinder.records.boxes import Box
from facefinder.records.faces import Face, FloatArray
from facefinder.records.people import Floor, Verdict
from facefinder.records.photos import PAGE, Failed, Scanned
from facefinder.records.results import DRAWN
from facefinder.search.explain import Explained, ExplainedFace
from facefinder.search.why import Judgement, Step
from facefinder.sources.places import source_of

DRAWN_PX = 2048
"""Long side of a drawing."""
FACING, TURNED = 0.12, 0.35
"""How far the nose is from the middle of the eyes, in distances between the eyes."""
OTHER_PHOTOS: Final = (
    "A search judges a face in doubt by the same face in other photos, too: name the folder that "
    "you searched with -i, and this does so as well."
)


def as_text(pictures: Sequence[Explained]) -> str:
    """The explanation of all pictures in a file as lines, harmless for a terminal."""
    return "".join(f"{printable(line)}\n" for one in pictures for line in _lines(one))


def is_in_doubt(pictures: Sequence[Explained]) -> bool:
    """Whether a face is to be checked, and other photos might tell more of it.

    They count for engines of which it is known how likely a face is somebody's.
    """
    faces = (face for one in pictures for face in one.faces)
    judgements = (one for face in faces for one in face.judgements)
    return any(one.verdict is Verdict.CHECK and one.probability is not None for one in judgements)


def _lines(explained: Explained) -> Iterator[str]:
    outcome = explained.outcome
    if isinstance(outcome, Failed):
        yield f"{outcome.photo}: it cannot be read: {outcome.reason}"
        return
    count = len(explained.faces)
    size = f"{outcome.width} x {outcome.height} pixels"
    yield f"{outcome.photo}{_place(explained)}: {size}, {counted(count, 'face')} found"
    if outcome.pace:
        frames = f"{outcome.pace.per_minute} a minute, and {outcome.pace.most} at most"
        yield f"No face was found in the frames that were looked at: {frames}."
        return
    for number, explained_face in enumerate(explained.faces, 1):
        face = explained_face.face
        yield f"Face {number}: {_described(face)}"
        for judgement in explained_face.judgements:
            yield f"  {judgement.person}: {_why(judgement, face)}; {_how_near(judgement)}"
    for missed in explained.missed:
        yield f"Missed: at {missed.x:.0f}, {missed.y:.0f}: {_why_missed(missed, explained)}"
    if not explained.faces and not explained.missed:
        yield "No face was found, neither in the whole photo nor in its enlarged parts."


def _place(explained: Explained) -> str:
    photo = explained.outcome.photo
    if photo.moment is not None:
        return f" at {photo.place}"
    return f", {PAGE}{photo.page} of {explained.pictures}" if explained.pictures > 1 else ""


def _described(face: Face) -> str:
    box = face.box
    return (
        f"{box.w:.0f} x {box.h:.0f} pixels at {box.x:.0f}, {box.y:.0f}; detection score "
        f"{face.score:.2f}; sharpness {face.sharpness:.0f}; {turn(face.landmarks)}"
    )


def _how_near(judgement: Judgement) -> str:
    likely = "" if judgement.probability is None else f"{percent(judgement.probability)} likely, "
    return (
        f"{likely}distance {judgement.distance:.4f}, most like {judgement.nearest}"
        f"{_like_in_other_photos(judgement)}"
    )


def _like_in_other_photos(judgement: Judgement) -> str:
    if not judgement.like:
        return ""
    first, *others = judgement.like
    more = f" and {len(others)} more" if others else ""
    return (
        f"; surely the same face as in {first} ({percent(judgement.like_likely)} likely "
        f"{judgement.person}){more}, which counted, too"
    )


def _why(judgement: Judgement, face: Face) -> str:
    """The verdict, and the step that decided it."""
    other, limits = judgement.other, judgement.limits
    nearly = f"it may be {other}, too (distance {judgement.other_distance:.4f})"
    words = {
        Step.CONFIRMED: "yes, you confirmed it",
        Step.REJECTED: "no, you rejected it",
        Step.SURE: f"sure (within {limits.sure:g})",
        Step.SURE_LIKE: "sure, as in other photos",
        Step.CHECK_LIKE: f"check, not sure: in other photos it is less like {judgement.person}",
        Step.NO_LIKE: f"no: in other photos it is less like {judgement.person}",
        Step.CHECK_TOO_FAR: f"check, not sure: {_what_is_missing(judgement)}",
        Step.CHECK_BAD_FACE: f"check, not sure: {_what_is_wrong(face, judgement.floor)}",
        Step.CHECK_OTHER_NEAR: f"check, not sure: {nearly}",
        Step.NO_TOO_FAR: f"no, farther than {limits.check:g}",
        Step.NO_FACE: f"no: {_what_is_wrong(face, judgement.floor)}",
        Step.NO_OTHER_NEAR: f"no: {nearly}",
        Step.NO_SURELY_OTHER: f"no, it surely is {other}",
        Step.NO_CONFIRMED_OTHER: f"no, you confirmed that it is {other}",
        Step.NO_BETTER_FACE: f"no, face {judgement.better_face} fits better",
    }
    return words[judgement.step]


def _what_is_missing(judgement: Judgement) -> str:
    """Why the distance does not make a face `sure`: it is too far, or the references are poor."""
    sure = judgement.limits.sure
    return Floor.REFERENCES if judgement.distance < sure else f"farther than {sure:g}"


def _what_is_wrong(face: Face, floor: Floor | None) -> str:
    """What keeps a face from more, in words."""
    match floor:
        case Floor.SMALL:
            return f"face is {face.box.w:.0f} px wide; {SMALL_PX} needed"
        case Floor.BLURRED:
            return f"the face is blurred (sharpness {face.sharpness:.0f})"
        case Floor.RUINED:
            return "the photo was compressed until little is left of the face"
        case Floor.HARDLY_A_FACE:
            return f"it is hardly a face (detection score {face.score:.2f})"
    return floor or ""


def _why_missed(missed: Box, explained: Explained) -> str:
    if missed.w < explained.least_px:
        return f"face is {missed.w:.0f} px wide; about {explained.least_px:.0f} needed"
    return "it shows only when looked at closely, and was not found in the whole photo"


def turn(landmarks: FloatArray) -> str:
    """How a head is turned, in words.

    Args:
        landmarks: Shape (5, 2), as in `Face`.
    """
    left, right, nose = landmarks[0], landmarks[1], landmarks[2]
    across = right - left
    between = max(float(np.hypot(*across)), 1e-6)
    off = float((nose - (left + right) / 2) @ across) / between**2
    tilt = float(np.degrees(np.arctan2(across[1], across[0])))
    side = "right" if off > 0 else "left"
    if abs(off) < FACING:
        words = "seen from the front"
    elif abs(off) < TURNED:
        words = f"turned a little to the {side} of the picture"
    else:
        words = f"turned far to the {side} of the picture"
    return words if abs(tilt) < 10 else f"{words}, tilted by {abs(tilt):.0f} degrees"


def require_replaceable(target: Path, photo: Path) -> None:
    """Refuse to draw into the place of a photo.

    Raises:
        UsageError: It is that of a file that is no drawing of an earlier run.
    """
    if target.exists() and (target.samefile(photo) or not _is_drawing(target)):
        raise UsageError(f"--picture would overwrite '{target}'.", "Name another file.")


def to_draw(pictures: Sequence[Explained]) -> Explained | None:
    """The picture to draw of those in a file: the first that shows somebody, else the first one.

    Returns:
        None where none could be read.
    """
    there = [one for one in pictures if isinstance(one.outcome, Scanned) and not one.outcome.pace]
    showing = (one for one in there if any(map(_names, one.faces)))
    return next(showing, there[0] if there else None)


def write_picture(explained: Explained, target: Path, max_pixels: int) -> None:
    """Draw the faces, each with its number and its people, into a copy of the photo.

    Args:
        explained: Of a picture that could be read.
        target: A `.png`, else it is a JPEG.
        max_pixels: As in `read_picture`.

    Raises:
        OutputError: It cannot be written.
        UsageError: It would take the place of a file that is no drawing of an earlier run.
    """
    photo = explained.outcome.photo
    require_replaceable(target, photo.path)
    try:
        picture = read_picture(
            source_of(photo), max_side_px=DRAWN_PX, max_pixels=max_pixels, inside=photo.inside
        )
    except PhotoError as error:
        why = f"'{photo}' cannot be read any more: {error.reason}"
        raise OutputError(
            f"'{target}' cannot be drawn: {why}.", "Connect the drive it lies on, and try again."
        ) from error
    image = Image.fromarray(picture.pixels)
    for number, face in enumerate(explained.faces, 1):
        box = face.face.box.scaled(1 / picture.scale)
        _frame(image, box, f"{number} {_names(face)}".strip())
    output = io.BytesIO()
    if target.suffix.lower() == ".png":
        text = PngInfo()
        text.add_text("comment", DRAWN)
        image.save(output, "PNG", pnginfo=text)
    else:
        image.save(output, "JPEG", quality=90, comment=DRAWN)
    write_parts([output.getvalue()], target)


def _is_drawing(target: Path) -> bool:
    """Whether a file is a drawing of ours, which a new one may replace; a photo never is."""
    if not target.is_file():  # a pipe would be waited for
        return False
    try:
        with Image.open(target) as image:
            return image.info.get("comment") in (DRAWN, DRAWN.encode())
    except (OSError, SyntaxError, ValueError):  # what Pillow raises for files that are no pictures
        return False


def _names(face: ExplainedFace) -> str:
    """The people whom the face shows; those to check with a question mark."""
    return ", ".join(
        judgement.person + ("" if judgement.verdict is Verdict.SURE else "?")
        for judgement in face.judgements
        if judgement.verdict is not None
    )


def _frame(image: Image.Image, box: Box, words: str) -> None:
    """Draw a frame with some words above it; `box` in pixels of the image."""
    pen = ImageDraw.Draw(image)
    size = max(12, round(max(image.size) / 60))
    font = ImageFont.load_default(size)
    x, y, w, h = box
    pen.rectangle((x, y, x + w, y + h), outline="yellow", width=max(2, size // 8))
    place = (x, max(0.0, y - 1.4 * size))
    pen.text(place, words, "yellow", font, stroke_width=max(1, size // 10), stroke_fill="black")
