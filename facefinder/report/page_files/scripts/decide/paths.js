// Paths of files as people read them.

import { number, t } from "./language.js";

// A path in the pieces between which a line may end: behind each folder.
export const pathSteps = (path) => path.match(/[^/\\]*[/\\]|[^/\\]+$/g) ?? [];

export const folderOf = (path) => path.replace(/[/\\][^/\\]*$/, "") || "/";

// The name of a folder, which mostly says enough.
export const nameOf = (folder) => folder.match(/[^/\\]+$/)?.[0] ?? folder;

// Folders without what all of them begin with; one that the others lie in by its name alone.
export function shortly(folders) {
  const [first = [], ...others] = folders.map(pathSteps);
  const differs = first.findIndex((step, at) => others.some((other) => other[at] !== step));
  const common = (differs < 0 ? first : first.slice(0, differs)).join("").length;
  return folders.map((folder) => folder.slice(common) || nameOf(folder));
}

// What a photo is called: its file, and which page of it, if it is not the first one.
export const titleOf = ({ name, page }) =>
  page ? t("{name}, page {page}", { name, page: number(page) }) : name;

// What says where a photo is: the last folder on the way to it, and the archive that it is in.
export function placeOf({ path, archive }) {
  if (!archive) return nameOf(folderOf(path));
  const start = `${archive}!/`;
  const [, folder] =
    path.slice(path.lastIndexOf(start) + start.length).match(/([^/]+)[/][^/]*$/) ?? [];
  return [archive, folder].filter(Boolean).join(" · ");
}
