// Places that the program offers, in words.

import { n, t } from "../../../../report/page_files/scripts/decide/language.js";
import { folded } from "../../../../report/page_files/scripts/decide/names.js";

const KINDS = {
  drive: () => t("Drive"),
  pictures: () => t("Pictures"),
  desktop: () => t("Desktop"),
  downloads: () => t("Downloads"),
  home: () => t("Home folder"),
  camera: () => t("Camera"),
  folder: () => t("Folder"),
};

export const kindOf = ({ kind }) => KINDS[kind]();

// The same beside the place's name; "" where it is called so.
export function kindBeside(place) {
  const kind = kindOf(place);
  return folded(kind) === folded(place.name) ? "" : kind;
}

// What was counted there so far.
export function countOf({ photos, videos, archives, done }) {
  const parts = [
    n("{n} photo", "{n} photos", photos),
    videos ? n("{n} video", "{n} videos", videos) : "",
    archives ? n("{n} archive", "{n} archives", archives) : "",
    done ? "" : t("counting …"),
  ];
  return parts.filter(Boolean).join(" · ");
}

// What is to be searched in all of them: as `counts` has it by path, without the folders that are left out.
// What lies in a place and in one around it, such as Pictures and its drive, is searched once.
export function sumOf(counts, inputs, without, withVideos) {
  const told = Object.values(counts);
  const counted = outermost(Object.entries(counts)).map(([, count]) => count);
  const folders = told.flatMap((count) => count.folders.map((folder) => [folder.path, folder]));
  const left = folders.filter(([path]) => without.has(path));
  const out = outermost([...new Map(left)]).map(([, folder]) => folder);
  const sum = (kind) => total(counted, kind) - total(out, kind);
  const photos = sum("photos");
  const videos = withVideos ? sum("videos") : 0;
  const archives = sum("archives");
  const parts = [
    videos
      ? n("{n} photo and {videos} to search", "{n} photos and {videos} to search", photos, {
          videos: n("{n} video", "{n} videos", videos),
        })
      : n("{n} photo to search", "{n} photos to search", photos),
    archives ? n("{n} archive may hold more", "{n} archives may hold more", archives) : "",
    told.filter(({ done }) => done).length < inputs.size ? t("counting …") : "",
  ];
  return parts.filter(Boolean).join(" · ");
}

// Of pairs of a path and something, those that lie in no other one.
const outermost = (pairs) =>
  pairs.filter(([path]) => !pairs.some(([other]) => isWithin(path, other)));

function isWithin(path, folder) {
  const start = /[/\\]$/.test(folder) ? folder : folder + (folder.includes("\\") ? "\\" : "/");
  return path !== folder && path.startsWith(start);
}

const total = (counted, kind) => counted.reduce((all, one) => all + one[kind], 0);
