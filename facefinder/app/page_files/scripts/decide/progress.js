// How much was read, in words.

import { n, number, t } from "../../../../report/page_files/scripts/decide/language.js";

// What a search has done so far: how many files, and how many faces are in those.
export function readInWords({ total, videos, known, done, faces }) {
  return [
    countsInWords(known + done, total, videos),
    done ? n("{n} face", "{n} faces", faces) : wait(),
  ];

  // The engine is loaded first, which takes long on a stick; and a video is told of at its end.
  function wait() {
    if (known >= total) return "";
    return videos ? t("a video takes its time") : t("getting ready");
  }
}

// How many files are done; of which some may be videos.
export function countsInWords(done, total, videos) {
  const files = { done: number(done), total: number(total) };
  return videos
    ? t("{done} of {total} photos and videos", files)
    : t("{done} of {total} photos", files);
}

// What was searched in the end, of which some are videos, and what was left out for its date.
export function searchedInWords({ searched, videos, otherTimes }) {
  const parts = [
    filesInWords(searched, videos),
    otherTimes &&
      n(
        "{n} photo of another time was left out",
        "{n} photos of other times were left out",
        otherTimes,
      ),
  ];
  return parts.filter(Boolean).join(" · ");
}

function filesInWords(all, videos) {
  const photos = all - videos;
  if (!videos) return n("{n} photo searched", "{n} photos searched", photos);
  if (!photos) return n("{n} video searched", "{n} videos searched", videos);
  return n("{n} photo and {videos} searched", "{n} photos and {videos} searched", photos, {
    videos: n("{n} video", "{n} videos", videos),
  });
}
