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
    videos ? n("{n} film", "{n} films", videos) : "",
    archives ? n("{n} archive", "{n} archives", archives) : "",
    done ? "" : t("counting …"),
  ];
  return parts.filter(Boolean).join(" · ");
}
