"""Which of equal files is the original, as far as its name and its folders tell."""

import re
from pathlib import PurePath

from facefinder.records.photos import Photo

_COPY = r"(?:copy|kopie|copie|copia|kopia|kopi)"

COPY_NAME = re.compile(
    rf"{_COPY} (?:\(\d+\) )?(?:of|von|de|di|av|van) .+"  # Windows, in front: "Kopie von x"
    rf"|.+[ _-]+\(?{_COPY}\)?(?: ?\(?\d+\)?)?"  # "x - Copy (2)", "x copy 2", "x (Kopie)"
    r"|.+ ?\(\d{1,3}\)",  # browsers, and whoever found the name taken: "x (1)"
    re.IGNORECASE,
)
"""Names, without extension, that programs give to copies; English, German, French, Spanish and
some others."""

BACKUP_FOLDER = re.compile(
    rf".*(?:back-?up|sicherung|sauvegarde|respaldo|{_COPY} (?:of|von|de)|\b{_COPY}\b).*",
    re.IGNORECASE,
)
"""Names of folders for copies."""

SENT_NAME = re.compile(
    r"(?:IMG|VID)-\d{8}-WA\d+.*|WhatsApp (?:Image|Video) .+", re.IGNORECASE | re.DOTALL
)
"""Names, without extension, that WhatsApp gives to what it compressed again."""


def was_sent(photo: Photo) -> bool:
    """Whether a file is called like one that was compressed again to be sent."""
    return SENT_NAME.fullmatch(PurePath(photo.name).stem) is not None


def unlikeliness(photo: Photo) -> int:
    """How much speaks against a file being the original: 0 = nothing, up to 2."""
    path = PurePath(photo.root, photo.relative)
    name = COPY_NAME.fullmatch(path.stem) is not None
    return name + any(BACKUP_FOLDER.fullmatch(part) for part in path.parent.parts)
