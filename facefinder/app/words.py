"""Every sentence of the page, in one place, where a catalogue of translations can take them over.

A name in braces is replaced. A pair is singular and plural, chosen by ``{n}``.
"""

from collections.abc import Mapping
from typing import Final, TypeAlias

Words: TypeAlias = str | tuple[str, str]

WORDS: Final[Mapping[str, Words]] = {
    "private": "On this computer only. No photo is changed.",
    "skip": "Skip to the content",
    "steps": "Steps",
    "step.who": "Who?",
    "step.where": "Where?",
    "step.found": "Found",
    "step.done": "Done",
    "next": "Next",
    "lost": "The program does not answer any more. Start it again; what was decided is kept.",
    "ended": "facefinder has ended. You can close this page.",
    # Who?
    "who.title": "Who are you looking for?",
    "who.how": "Choose a folder with a few photos of the person, or with a folder for each person, "
    "named after the person. Sharp photos from the front are best; five are plenty.",
    "who.path": "Folder with photos of people",
    "who.looking": "Looking at the faces …",
    "who.used": ("{n} photo, {m} used", "{n} photos, {m} used"),
    "who.none": "No face here can be used. Add a sharp photo of the face from the front, or take "
    "the folder away.",
    "who.problems": ("{n} photo needs a look", "{n} photos need a look"),
    "who.nobody": "There are no photos of people in this folder.",
    "who.face": "Face used from {name}",
    "choose": "Choose a folder …",
    "use": "Use this folder",
    "look": "Show",
    # Where?
    "where.title": "Where should be searched?",
    "where.how": "Tick one place or more. All folders in them are searched.",
    "where.path": "Another folder",
    "where.add": "Add",
    "where.free": "{free} of {total} free",
    "where.dates": "Only photos of some time",
    "where.first": "taken from",
    "where.last": "up to",
    "where.exclude": "Leave out folders called",
    "where.excludeHow": "Several with commas between them, such as: Backup, Screenshots",
    "where.begin": "Search",
    "where.copies": "Photos that are found are copied to {target}",
    "kind.drive": "Drive",
    "kind.pictures": "Pictures",
    "kind.desktop": "Desktop",
    "kind.downloads": "Downloads",
    "kind.home": "Home folder",
    "kind.camera": "Camera",
    "kind.folder": "Folder",
    # Choosing a folder
    "browse.title": "Choose a folder",
    "browse.up": "Up",
    "browse.places": "All places",
    "browse.photos": ("{n} photo directly in it", "{n} photos directly in it"),
    "browse.none": "No folders in it",
    "browse.more": "There are more; type the path instead.",
    "cancel": "Cancel",
    # Search
    "run.preparing": "Getting ready …",
    "run.copying": "Copying what was found …",
    "run.reading": "{done} of {total} photos",
    "run.faces": ("{n} face", "{n} faces"),
    "run.toGo": "about {time} to go",
    "run.paused": "Paused",
    "run.pause": "Pause",
    "run.goOn": "Go on",
    "run.stop": "Stop",
    "run.ready": ("{n} photo searched", "{n} photos searched"),
    "run.stopped": "Stopped early. What was read is remembered; the next search goes on there.",
    "run.unread": ("{n} file could not be read", "{n} files could not be read"),
    "run.problem": "The search ended",
    "time.seconds": ("{n} second", "{n} seconds"),
    "time.minutes": ("{n} minute", "{n} minutes"),
    "time.hours": ("{n} hour", "{n} hours"),
    # Found
    "found.title": "Found",
    "found.none": "Nothing yet",
    "found.nobody": "Not found",
    "found.finish": "Done",
    # What happened
    "said.removed": ("{n} copy removed", "{n} copies removed"),
    "said.added": ("{n} copied", "{n} copied"),
    "said.aside": ("{n} more like it set aside", "{n} more like it set aside"),
    "said.gained": ("{n} more like it found", "{n} more like it found"),
    "said.noted": "Noted",
    "undo": "Undo",
    # Done
    "done.title": "What lies where",
    "done.copied": ("{n} photo of {name}", "{n} photos of {name}"),
    "done.left": ("{n} still to look at", "{n} still to look at"),
    "done.folder": "The copies are in",
    "done.nothing": "Nothing was copied.",
    "done.open": "Open the folder",
    "done.other": "Look for somebody else",
    "done.traces": "Remove all traces from this computer",
    "done.tracesHow": "The program remembers what it read and what you decided, so that the next "
    "search is quick. This deletes it. Photos and copies stay.",
    "done.tracesNone": "Nothing is kept on this computer.",
    "done.delete": "Delete these files",
    "done.deleted": "Deleted.",
    "done.close": "Close facefinder",
}
