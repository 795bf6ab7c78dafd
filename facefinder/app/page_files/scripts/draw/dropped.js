// What was dropped on the page: photos, or a place that a file manager names.

// The path of a folder or file; "" where the browser does not say it.
export function pathIn(transfer) {
  const lines = `${transfer.getData("text/uri-list")}\n${transfer.getData("text/plain")}`.split(
    "\n",
  );
  const place = lines.map((line) => line.trim()).find((line) => line.startsWith("file://"));
  if (place) return pathOf(place);
  return lines.map((line) => line.trim()).find((line) => /^(\/|[A-Za-z]:\\)/.test(line)) ?? "";
}

function pathOf(address) {
  try {
    const path = decodeURIComponent(new URL(address).pathname);
    return /^\/[A-Za-z]:/.test(path) ? path.slice(1) : path;
  } catch {
    return "";
  }
}
