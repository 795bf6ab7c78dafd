"""All libraries that read pictures, loaded before the first photo.

Imported when the first HEIC or RAW file comes, a missing one would look like damage of that file;
and Pillow, which finds some of its own parts missing, says of a picture that it is none.
"""

from facefinder.errors import fault_of, missing_part

CODECS = ("jpg", "zlib", "libtiff")
"""Pillow's names for the libraries without which it decodes no JPEG, PNG or TIFF."""


def load_readers() -> None:
    """Import whatever reading any kind of photo needs: 35 ms and 9 MB, beside OpenCV and Pillow.

    Raises:
        ProgramError: A library is missing or cannot be loaded.
    """
    try:
        _import_all()
        from PIL import features  # noqa: PLC0415 - a missing library is to be told

        from facefinder.decode.pillow_head import register_heif  # noqa: PLC0415 - a missing library is to be told

        register_heif()  # its library is imported in silence, and missed only when it is used
        lacking = [name for name in CODECS if not features.check_codec(name)]
    except (ImportError, OSError) as error:
        raise fault_of(error) or missing_part(str(error)) from error
    if lacking:
        raise missing_part(f"Pillow, which reads pictures, lacks {', '.join(lacking)}")


def _import_all() -> None:
    # Named one by one, so that a packager sees them.
    import cv2  # noqa: PLC0415 - a missing library is to be told
    import rawpy  # noqa: PLC0415 - a missing library is to be told
    from PIL import (  # noqa: PLC0415 - a missing library is to be told
        AvifImagePlugin,
        BmpImagePlugin,
        GifImagePlugin,
        JpegImagePlugin,
        MpoImagePlugin,
        PngImagePlugin,
        TiffImagePlugin,
        WebPImagePlugin,
        _avif,
        _webp,
    )
