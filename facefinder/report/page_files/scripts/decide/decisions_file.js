// The file that the page hands back: decisions.json, which `facefinder apply` reads.

const SCHEMA = 1;

// `decisions` are {person, face, photo, verdict}; `people` are {group, name, faces}.
export function decisionsFile(report, { decisions, people }) {
  return {
    schema: SCHEMA,
    program: "facefinder",
    report,
    decisions,
    people,
    crc32: checksum(report, decisions, people),
  };
}

// CRC-32 of all that was decided, a line each. `facefinder apply` computes the same, and so notices
// a file that was cut off or changed by hand.
export function checksum(report, decisions, people) {
  const lines = [
    report,
    ...decisions.map((one) => `${one.person}\t${one.face}\t${one.verdict}`),
    ...people.map((one) => [one.group, one.name, ...one.faces].join("\t")),
  ];
  return crc32(lines.join("\n"));
}

// CRC-32 of a text in UTF-8, as zip files and zlib have it (polynomial 0x04c11db7, bits reversed).
export function crc32(text) {
  let crc = ~0;
  for (const byte of new TextEncoder().encode(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
