"""A search with the fake engine in the test's own process, and photos of several pages for it."""

from pathlib import Path

from PIL import Image

from facefinder.search.people import Result, find_people
from facefinder.settings import EngineChoice, Settings, Where, Whom, Work
from tests.support.fakes import ENGINE, Colour, paint
from tests.support.recorder import Recorder


def search(
    known: Path,
    photos: Path,
    index: Path | None = None,
    work: Work = Work(workers=0),  # noqa: B008 - frozen
    *,
    videos: bool = False,
) -> tuple[Result, Recorder]:
    """What is found, and what was told meanwhile."""
    listener = Recorder()
    settings = settings_of(known, photos, index, work, videos=videos)
    return find_people(settings, listener), listener


def settings_of(
    known: Path,
    photos: Path,
    index: Path | None = None,
    work: Work = Work(workers=0),  # noqa: B008 - frozen
    *,
    videos: bool = False,
) -> Settings:
    """The settings of a search with the fake engine."""
    return Settings(
        whom=Whom(known=known),
        inputs=(photos,),
        engine=EngineChoice(models_dir=known, detector=ENGINE.detector, model=ENGINE.model),
        work=work,
        where=Where(videos=videos),
        index=index,
    )


def scan(path: Path, *pages: Colour, **options: str) -> Path:
    """A TIFF with a face of one colour on each page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pictures = [Image.open(paint(path.parent / "page.png", colour)) for colour in pages]
    for picture in pictures:
        picture.load()
    (path.parent / "page.png").unlink()
    pictures[0].save(path, save_all=True, append_images=pictures[1:], **options)
    return path
