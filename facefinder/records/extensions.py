"""Which files are photos, by their names: lower case, without the dot."""

# ruff: noqa: SIM905 - forty words in a row read better than forty lines
PICTURE_EXTENSIONS = frozenset(
    "jpg jpeg jpe jfif mpo png apng webp tif tiff bmp dib gif heic heif hif avif".split()
)

RAW_EXTENSIONS = frozenset(
    "3fr arw cr2 cr3 crw dcr dng erf fff iiq k25 kdc mef mos mrw nef nrw orf pef raf raw rw2 rwl "
    "sr2 srf srw x3f".split()
)

EXTENSIONS = PICTURE_EXTENSIONS | RAW_EXTENSIONS
