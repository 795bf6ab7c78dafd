"""What is said to those who typed no command, in the place of sentences that name options.

Deep inside nobody knows who asks: an index that is in use is told with ``--index``, which a command
line takes and a page has not. Each key is as in `templates.TEMPLATES`; its sentence may use the
names that the key has in braces.
"""

from collections.abc import Mapping
from typing import Final

MODELS = "It came with the program: take models_cache from its archive again."

INSTEAD: Final[Mapping[str, str]] = {
    "Name a folder with photos of each person with -k.": (
        "Choose a folder with photos of each person, or drop photos of somebody."
    ),
    "Name photos or folders with -i.": "Choose a place to search.",
    "Name the folder of your photos.": "Choose another place.",
    "Name another time with --from and --to.": "Choose another time.",
    "Allow larger photos with --max-pixels.": "Add smaller photos.",
    (
        "'{folder}' lies in the -k folder '{known}': the results would be taken for photos of the "
        "people to look for."
    ): (
        "Photos are copied to '{folder}', which lies in '{known}': there they would be taken for "
        "photos of the people to look for."
    ),
    "Name a folder outside.": "Choose another folder of people.",
    "Close other programs, or use fewer workers (`-p 1`).": "Close other programs, and try again.",
    # The index
    "Close the other facefinder, wait until it is done, or name another file with --index.": (
        "Close the other facefinder, or wait until it is done."
    ),
    "Use that version, or name another file with --index; this one was not changed.": (
        "Use that version; the index was not changed."
    ),
    "Make space, or name another place with --index; what was written before is kept.": (
        "Make space; what was written before is kept."
    ),
    "Name another place with --index, or keep nothing with --no-index.": (
        "See that there is room on its drive, and that you may write there."
    ),
    (
        "It was not changed. `facefinder find --rebuild` sets it aside under another name and "
        "begins a new one; or name another file with --index."
    ): (
        "It was not changed. Close facefinder, and give that file another name: a new one is begun "
        "then."
    ),
    # Model files
    "Get it with: {command}": MODELS,
    "Get it again with `facefinder models fetch`.": MODELS,
    "Get it again with `facefinder models fetch`, or choose another detector with -d.": MODELS,
    "Fetch it again with `facefinder models fetch dlib-resnet`.": MODELS,
    "Fetch it again with `facefinder models fetch mobilefacenet`.": MODELS,
    "Leave out -d and -m, or search on another computer.": "Search on another computer.",
    "Choose another with -d; `facefinder models` lists them.": MODELS,
    "Choose another one with -m; `facefinder models` lists them.": MODELS,
    # Places to write to, which the page does not ask for
    "Move that file away, or choose another folder; it was not changed.": (
        "Move that file away; it was not changed."
    ),
    "Move it away, or write to another folder.": "Move it away, and try again.",
    "Name another place.": "Move it away, and try again.",
    "Choose a folder of your own.": "See that you may write there, and try again.",
    "Name a folder that can be written with --data-dir.": (
        "See that you may write to the folder of the program, and try again."
    ),
    "Free some, or write elsewhere.": "Make some, and try again.",
    "Free some, or copy to another drive.": "Make some, and try again.",
    # What goes on
    "What was read is kept; the same command goes on from there.": (
        "What was read is kept; the next search goes on from there."
    ),
    "the same command goes on from there": "the next search goes on from there",
    "'{folder}' is gone. Connect its drive again, and run the same command once more.": (
        "'{folder}' is gone. Connect its drive again, and search once more."
    ),
    # Lists that are cut short
    "… and {more} more such photos; --json FILE lists them all": ("… and {more} more such photos"),
    "… and {more} more that were not read; --json FILE lists them all": (
        "… and {more} more that were not read"
    ),
    # What was not looked at
    "it is a video that is called like a photo; --videos searches it": (
        "it is a video that is called like a photo; videos are searched where you say yes to them"
    ),
    "--videos searches videos, too": "videos are searched where you say yes to them",
    "With --videos the videos are searched, too.": "Videos are searched where you say yes to them.",
    "-D names what is left out by rule": "some of that is left out by rule",
    # What was decided
    "Name the folder of the copies with --copy-to DIR.": (
        "Put the file into the folder with the copies, and drag it onto the program from there."
    ),
    "Name the index of the search that made the report with --index.": (
        "Drag them onto the facefinder that made the report."
    ),
    "`facefinder decisions --forget {name}` takes back what was decided about {person}.": (
        "On facefinder's page, below all that is sure of {person}, a click takes it back."
    ),
    "`facefinder decisions --unlearn {name}` uses no learned face of {person} any more.": (
        "Look through all that is found of {person}, and say no to whoever is somebody else."
    ),
}
