// What is dropped, pasted or chosen, before it is sent.

// Those of `files` that may be sent, and the names of those that are larger than `most` bytes.
export function sorted(files, most) {
  const large = files.filter(({ size }) => size > most);
  return { photos: files.filter((file) => !large.includes(file)), large: large.map(nameOf) };
}

// What people read of some files: their names, of many the first ones.
export function named(files, shown = 3) {
  const names = files.slice(0, shown).map(nameOf).join(", ");
  return files.length > shown ? `${names}, …` : names;
}

const nameOf = ({ name }) => name;

// The files of a drop or paste, those in a dropped folder with them; `person` is that folder's name.
// Folders in it are left alone: they would be other people.
export async function filesIn(transfer) {
  const items = [...transfer.items].filter(({ kind }) => kind === "file");
  const entries = items.map((item) => item.webkitGetAsEntry());
  const folders = entries.filter((entry) => entry?.isDirectory);
  if (!folders.length) return { files: [...transfer.files], person: "" };
  const alone = [...transfer.files].filter((file, number) => !entries[number]?.isDirectory);
  const inside = await Promise.all(folders.map(filesOf));
  return {
    files: [...alone, ...inside.flat()],
    person: folders.length === 1 ? folders[0].name : "",
  };
}

async function filesOf(folder) {
  const reader = folder.createReader();
  const files = [];
  for (;;) {
    // A reader gives a hundred at a time, and nothing at its end.
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (!some.length) return Promise.all(files.map(fileOf));
    files.push(...some.filter(({ isFile, name }) => isFile && !name.startsWith(".")));
  }
}

const fileOf = (entry) => new Promise((done, failed) => entry.file(done, failed));
