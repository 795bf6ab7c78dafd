// Which part of a photo is shown around a face.

// A face that takes less of the photo is shown with its surroundings only, this many times its size.
const SMALL = 18;
const AROUND = 5.5;

// `frame` is where the face is, in hundredths of the photo's sides: [left, top, width, height].
// Returns the part that is shown likewise, as {left, top, size}: it has the shape of the photo.
export function partAround([left, top, width, height]) {
  const face = Math.max(width, height);
  if (face >= SMALL) return { left: 0, top: 0, size: 100 };
  const size = Math.min(100, AROUND * face);
  const start = (from, side) => Math.min(Math.max(from + side / 2 - size / 2, 0), 100 - size);
  return { left: start(left, width), top: start(top, height), size };
}
