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

// What a drop or paste brings, as {files, person}: a folder's files under its name, and all others together under none.
// Folders in a folder are left alone: they would be other people.
export async function bundlesIn(transfer) {
  const items = [...transfer.items].filter(({ kind }) => kind === "file");
  const entries = items.map((item) => item.webkitGetAsEntry());
  const alone = [...transfer.files].filter((file, number) => !entries[number]?.isDirectory);
  const folders = entries.filter((entry) => entry?.isDirectory);
  const inside = folders.map(async (one) => ({ files: await filesOf(one), person: one.name }));
  return [{ files: alone, person: "" }, ...(await Promise.all(inside))].filter(hasFiles);
}

const hasFiles = ({ files }) => files.length > 0;

// Files with more of them, each once.
export function joined(files, more) {
  const known = new Set(files.map(stateOf));
  return [...files, ...more.filter((file) => !known.has(stateOf(file)))];
}

const stateOf = ({ name, size, lastModified }) => JSON.stringify([name, size, lastModified]);

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
