"""The sentences that are made in English, deep inside, as `retold` knows them again.

A sentence that a user may meet stands here once more, and so in the catalogue; `retold` says why it
is not simply translated where it is made.
"""

from typing import TypeAlias

Template: TypeAlias = str | tuple[str, str]

TEMPLATES: tuple[Template, ...] = (
    # What is wrong with a photo of a person
    "no face was found in it; not used",
    "it is a video",
    "it is one of {number} videos",
    "faces of videos never become references",
    "no face was found where the name is; not used",
    "the face is only {width} pixels wide; too small to be used",
    "{count} faces; the largest one is used",
    "{count} faces; the one most like the other photos is used",
    "nearly the same picture as {used}, which is used",
    "there is no photo in the folder",
    "no face in the folder can be used",
    "none of its {count} faces looks like the other photos; not used",
    (
        "does not look like the other photos of this person; not used (at another age? Put the "
        "photos into folders by year, such as 2009)"
    ),
    "does not look like the other photos of this person; used, because you chose it",
    "does not look much like the other photos; please check",
    "the two photos of this person do not look alike; please check",
    "the face is {fault}; matches will be less certain",
    "only {width} pixels wide",
    "blurred",
    "blurred or small",
    # What keeps a face from being sure
    "the face is very small",
    "the face is blurred",
    "compression left little of the face",
    "it is hardly a face",
    "no reference photo is good enough to be sure",
    # Why a photo could not be read
    "page {number}: {reason}",
    "it is not a picture, or of a kind that facefinder cannot read",
    "it is an archive, and no picture; give it a name that ends in {name}",
    "it is of a kind that facefinder cannot read",
    "it is damaged or cut off, or of a camera that facefinder does not know",
    "the file is damaged or cut off",
    "the file ends before this page: it is damaged, and what followed is lost",
    "the file is empty",
    "it is not a regular file",
    "it is a link, which is not followed; put a copy of the photo, or of the folder, there",
    "it is in the cloud only, not on this computer; have it downloaded first",
    "this photo crashes the reader",
    "not enough memory for this photo",
    "it takes longer than {seconds} seconds",
    "it takes longer than {number} minutes",
    (
        "the folder vanished while it was searched: {number} photos and folders in it were not "
        "read; connect its drive again, and {what}"
    ),
    (
        (
            "the archive vanished while it was searched: {n} photo in it was not read; put it "
            "back, and {what}"
        ),
        (
            "the archive vanished while it was searched: {n} photos in it were not read; put it "
            "back, and {what}"
        ),
    ),
    "search it anew",
    "it has {width} x {height} pixels, more than the limit of {most}",
    "it cannot be read ({error})",
    "another file has its place now",
    "another photo has its place now",
    "names of its faces cannot be read: {error}",
    "there is no permission to read it",
    "it is no longer there",
    "it vanished while it was read",
    "it was changed while the search ran",
    "it needs more memory than is free",
    "the file has {size} MB, more than the limit of {limit}",
    "it is packed in a piece that needs more memory than the limit of {most}",
    "its name is not text, and it is too large to be read whole; rename it",
    "the drive it is on does not hand it out",
    "its drive does not answer",
    "{reason}: only about {share} of the picture is there",
    "{reason}: a TIFF of compression {number}",
    "facefinder finds no pictures in this video: it is damaged, or of another kind",
    "the video cannot be read at this moment",
    "its pictures are packed in a way that facefinder cannot unpack",
    "it is one of several parts; put them together with the program that made them, or unpack them",
    "another program keeps it open",
    "it is damaged in the archive",
    "it cannot be taken out of the archive",
    "the archive was changed while the search ran",
    (
        "the archive is damaged or cut off, or of a kind that facefinder cannot read; try to "
        "unpack it with another program"
    ),
    (
        "it is an archive that facefinder does not open; unpack it, and search the folder that it "
        "becomes"
    ),
    "it is damaged or cut off; only what stands before that place is searched",
    "only its first {count} files are looked at",
    "it is not unpacked any further: its {size} become more than {most}",
    "it has {size} MB, more than the limit of 200 MB for a file in an archive; unpack the archive",
    ("{n} file in it is encrypted", "{n} files in it are encrypted"),
    (
        "{n} file in it is packed in a way that facefinder cannot unpack",
        "{n} files in it are packed in a way that facefinder cannot unpack",
    ),
    "unpack it, and search the folder that it becomes",
    "there is no permission to look into it",
    "it cannot be searched: {reason}",
    "the engine failed on this photo: {error}",
    # Why a search does not begin, and what to do
    "There is nobody to look for.",
    "Nothing to search.",
    "There is no '{path}'.",
    "There is no file or folder {path}.",
    "Check the spelling, and that the drive it lies on is connected.",
    "{path} is neither a file nor a folder that can be searched.",
    "Name a photo, an archive or a folder with photos.",
    "There is no folder '{path}'.",
    "'{path}' is a file, not a folder.",
    "Name the folder that it lies in.",
    "'{path}' is an archive that facefinder does not open.",
    "Unpack it, and name the folder that it becomes.",
    "This computer opens no folder for facefinder.",
    "It is '{path}'.",
    "Copy its path, and open it yourself.",
    "Check the spelling and the drive.",
    "There are no reference photos in {folder}.",
    "Put a folder for each person into it, with photos of that person's face.",
    "No usable reference photo of {people}.",
    "Add a sharp photo of the face from the front, alone, or take the folder away.",
    "Not looked for, because {why}: {people}.",
    "'{name}' cannot be used: {reason}.",
    "Choose another photo.",
    "'{name}' is among the photos of {person} already.",
    "'{name}' has more than {size} MB.",
    "Add a smaller photo.",
    "These are too many photos to be dropped.",
    "Put them into a folder, and choose it.",
    "A person cannot be called '{person}' here.",
    "Use letters alone.",
    "'{folder}' leads elsewhere.",
    "Choose another name.",
    "A person needs a name.",
    "Type one.",
    "There is no place to keep photos in.",
    "Choose a folder instead.",
    "Nobody is known yet.",
    "Wait until all photos are looked at.",
    "This group is not there any more.",
    "Look for who is in there again.",
    "A search is running.",
    "Something large is being sent already.",
    "Try again in a moment.",
    "Stop it first.",
    "The search has ended.",
    "Go on searching first.",
    "'{path}' cannot be opened: {reason}.",
    "See that you may, and try again.",
    "'{day}' is no day.",
    "Write it as 2018-07-22.",
    "The first day, {first}, is later than the last one, {last}.",
    "Swap them.",
    "There is not enough memory.",
    "There is not enough memory to read any photo.",
    "Worker processes keep dying.",
    "Perhaps there is too little memory. {advice}",
    "This computer allows no more open files.",
    "There is no room left for temporary files.",
    "Free some on this computer's drive.",
    "{name} cannot work here: {problem}.",
    "this processor has no AVX (those since 2011 do), without which TensorFlow cannot run",
    "A part of the program is missing or damaged: {what}.",
    (
        "Copy the program again, whole (or install it again); an antivirus program may have put "
        "the file away."
    ),
    "The index '{path}' is in use by another run.",
    "Close the other facefinder, or wait until it is done.",
    "The index '{path}' was removed or replaced while it was in use.",
    "Put it back, or search again, which begins a new one.",
    "The index '{path}' is from a newer version of facefinder.",
    "The index '{path}' cannot be written: {error}.",
    "The index '{path}' cannot be made: {error}.",
    "The index '{path}' cannot be renamed: {error}.",
    "The index '{path}' is damaged or not an index ({error}).",
    "The index '{path}' is not a file.",
    "'{path}' is a database of another program.",
    "The model file {path} is {state}.",
    "missing",
    "damaged",
    "The model file {path} cannot be read: {error}.",
    "The model file {path} cannot be loaded ({error}).",
    "The model file {path} holds something else.",
    "The detector {name} cannot be loaded ({error}).",
    "The recogniser {name} cannot be loaded ({error}).",
    "{path} is damaged or not dlib's face network: {error}.",
    "{path} is damaged or not MobileFaceNet: {error}.",
    "Cannot read {path}: {error}.",
    "Check who may read it.",
    "It came with the program: take models_cache from its archive again.",
    # Why something could not be written
    "not copied: {reason}",
    "There is no room left for '{path}'.",
    "No photo was copied: the copies need {needed}, but '{path}' has {free} free.",
    "Another program holds '{path}'.",
    "Close it and try again.",
    "'{path}' may not be written.",
    "Choose a folder of your own.",
    "There is no place where decisions can be remembered.",
    "{folder} cannot be written: nothing is remembered in this run.",
    "{folder} cannot be written: what is read is remembered in {path}.",
    "'{path}' was not made by facefinder.",
    "Move that file away, or name another one; it was not changed.",
    "'{path}' cannot be read: {reason}.",
    "'{path}' is in the way: it is {kind}.",
    "a link",
    "a folder",
    "a file",
    "a pipe or a device",
    "'{path}' cannot be written: '{file}' is a file, not a folder.",
    "'{path}' cannot be written: with {length} characters it is too long for Windows.",
    "Write to a folder that lies less deep, or give it a shorter name.",
    "'{path}' cannot be written: there is no folder '{folder}'.",
    "Check the spelling, and that its drive is connected; or make the folder first.",
    "'{path}' cannot be written: {reason}.",
    "Check that the place exists and that its drive is connected.",
    "'{file}' cannot be deleted: {reason}.",
    "Close what is using it, and see that its folder may be written; then try again.",
    "A copy differs from its original.",
    "The drive may be faulty; copy to another one.",
    "Left: '{copy}': {reason}",
    "it cannot be removed ({error})",
    "it lies outside of the folder",
    "it was changed after it was copied; delete it by hand if you do not need it",
    "somebody put it there; delete it by hand if you do not need it",
    "its original is gone or changed: '{name}' may be all that is left; delete it by hand",
    "not named: {reason}",
    "{file} beside it was left as it is: {error}",
    "{file} beside it cannot be read ({error})",
    "it is not written in UTF-8",
    "{name} in it has an unknown form",
    "it is too large for an XMP file",
    "it is not an XMP file",
    "it has a document type, which no XMP file needs",
    "it is empty",
    "it is damaged",
    (
        (
            "The decisions are about {n} face that the index '{index}' does not know; nothing was "
            "changed."
        ),
        (
            "The decisions are about {n} faces that the index '{index}' does not know; nothing was "
            "changed."
        ),
    ),
    # What was done by hand among the copies
    (
        (
            "{person}: {n} copy that you deleted from '{folder}' counts as wrong, and will not "
            "come back."
        ),
        (
            "{person}: {n} copies that you deleted from '{folder}' count as wrong, and will not "
            "come back."
        ),
    ),
    (
        "{person}: {n} copy that you moved out of '{folder}' counts as confirmed.",
        "{person}: {n} copies that you moved out of '{folder}' count as confirmed.",
    ),
    (
        "{person}: {n} copy is taken for {other} now, because you moved it there.",
        "{person}: {n} copies are taken for {other} now, because you moved them there.",
    ),
    # What was searched
    "There is no photo to search in {places}, but {others}.",
    "Only the photos of the people themselves are in '{place}'.",
    "There is no photo to search in {places}.",
    "Name the folder of your photos, or unpack the archives and name the folders that they become.",
    ("{n} photo searched", "{n} photos searched"),
    ("{n} video searched", "{n} videos searched"),
    ("{n} photo and {videos} searched", "{n} photos and {videos} searched"),
    "Only {number} of {all} photos were looked at: it was a sample.",
    ("{n} file could not be read", "{n} files could not be read"),
    (
        "{n} other place could not be searched as a whole",
        "{n} other places could not be searched as a whole",
    ),
    ("{n} face", "{n} faces"),
    # What a search in a window tells beside that
    "Faces are found by {path} and told apart by {name} ({how})",
    "sure when {sure} likely or more, to check from {check} on",
    "{number}%",
    "more than 99%",
    "less than 1%",
    "{metric} distance: sure up to {sure}, to check up to {check}",
    "euclidean",
    "cosine",
    "nobody here has measured how often that is wrong",
    "First the reference photos are read: {number}.",
    "Starting {number} workers ...",
    "{number} people: {count} of {all} reference photos used",
    "{number} people: {count} learned faces used, too",
    "{name}: {used} of {number} reference photos used",
    (
        "{person}: {count} of {number} photos are taken as references, evenly in the order of "
        "their paths. More make a search slower."
    ),
    "Other photos than before lie in '{folder}' under the same names: all are compared",
    "{number} photos may be known from elsewhere; a part of each is compared",
    "There is no photo in '{folder}'",
    "Not looked at: {others}",
    "unpack the archives to have them searched",
    "{photos} to read, about {time}; {number} tried",
    "{photos} and {videos} to read, about {time}; {number} tried",
    ("{n} photo", "{n} photos"),
    ("{n} second", "{n} seconds"),
    ("{n} minute", "{n} minutes"),
    "{hours} hours",
    "Not read: {path}: {reason}",
    "{photos} ({number} read now, {more} known from before)",
    "{number} seconds",
    "in {number} seconds",
    "in {more} minutes {number} seconds",
    "in {hours} hours {number} minutes",
    "To look at what was found, open {path}",
    # What makes results less certain
    "{one} and {other} look alike: a photo of one may be taken for the other.",
    (
        "Add sharp photos of both, and check what is found of them; if they are one person, give "
        "both one name."
    ),
    (
        "{name} has many look-alikes for this program, so that more of what it calls sure is wrong "
        "than with other people."
    ),
    "Check all that is found of {name}, and add sharp photos: eight are better than three.",
    (
        "Everything that is found of {name} hangs on one of {count} faces in a photo, the largest. "
        "Add a photo that shows {name} alone."
    ),
    (
        "The two photos of {name} do not look alike, and what is found may be two people. Take the "
        "wrong one away, or add a third one of {name}."
    ),
    (
        "Of the photos of {name} {used} look like one person and are used, and {others} do not "
        "look like them: the wrong ones may be in use. Leave only photos of {name} there."
    ),
    (
        "The {faces} of {name} look like two people ({number} and {other} faces), and what is "
        "found may be both."
    ),
    ("{n} photo and {faces}", "{n} photos and {faces}"),
    ("{n} learned face", "{n} learned faces"),
    "Everything that is found of {name} hangs on {photos} is {fault}. {advice}",
    "one photo, and the face in it",
    "photos in which the face",
    "Add two sharp photos of {name}, from the front.",
    "Until then nothing that is found of {name} is called sure.",
    (
        "Your photos of {name} are from {years}; {count} photos here are from {others}. If "
        "{name} was a child in either time, add one of {others}."
    ),
    "{year} to {last_year}",
    "about {number}",
    "{number} more {what}.",
    "people have photos that do not agree",
    "people have learned faces that do not agree",
    "pairs of people look alike",
    "people hang on poor photos",
    "people have many look-alikes",
    "people have photos of another time",
    # What becomes of a file of decisions that is dragged onto the program
    ("{n} decision, {number} of them new.", "{n} decisions, {number} of them new."),
    "{person}: {number} confirmed, {rejected} rejected",
    "Copies removed: {number}. The photos themselves are untouched.",
    "Copies are in '{folder}': {number} new",
    "Not copied: '{path}': {reason}",
    "… and {more} more that were not copied",
    ("{n} wrong copy is still in '{folder}'.", "{n} wrong copies are still in '{folder}'."),
    (
        "{n} wrong copy may still be beside the report.",
        "{n} wrong copies may still be beside the report.",
    ),
    (
        "{n} wrong copy may still be in '{folder}', which is not there now.",
        "{n} wrong copies may still be in '{folder}', which is not there now.",
    ),
    "Only the photos that were decided about follow; the next search does the rest.",
    "Another version of facefinder made that search.",
    # What is kept on this computer
    "'{file}' ({size})",
    "Not written by facefinder, so it stays in '{folder}': {names}",
    ("{names} and {n} more", "{names} and {n} more"),
    # How large something is
    ("{n} byte", "{n} bytes"),
    "{number} kB",
    "{number} MB",
    "{number} GB",
    # What was not looked at
    ("{n} video", "{n} videos"),
    ("{n} archive", "{n} archives"),
    ("{n} empty archive", "{n} empty archives"),
    (
        "{n} earlier version of a file in an archive",
        "{n} earlier versions of files in archives",
    ),
    ("{n} document", "{n} documents"),
    ("{n} picture of a kind that is not read", "{n} pictures of kinds that are not read"),
    ("{n} photo of another time", "{n} photos of other times"),
    ("{n} file of another kind", "{n} files of other kinds"),
    ("{n} hidden file or folder", "{n} hidden files and folders"),
    ("{n} system folder", "{n} system folders"),
    ("{n} waste bin", "{n} waste bins"),
    ("{n} store of previews", "{n} stores of previews"),
    (
        "{n} short film that is a part of a photo",
        "{n} short films that are parts of photos",
    ),
    ("{n} double in an album of Google's", "{n} doubles in albums of Google's"),
    ("{n} link", "{n} links"),
    ("{n} file or folder in the cloud only", "{n} files and folders in the cloud only"),
    ("{n} excluded file or folder", "{n} excluded files and folders"),
    ("{n} folder or photo of references", "{n} folders and photos of references"),
    ("{n} file or folder made by facefinder", "{n} files and folders made by facefinder"),
    ("{n} more picture in a photo's file", "{n} more pictures in photos' files"),
)
"""With names in braces where the program puts something in; pairs are for one and for many."""
