// Paths of files as people read them.

// A path in the pieces between which a line may end: behind each folder.
export const pathSteps = (path) => path.match(/[^/\\]*[/\\]|[^/\\]+$/g) ?? [];

export const folderOf = (path) => path.replace(/[/\\][^/\\]*$/, "") || "/";

// The name of a folder, which mostly says enough.
export const nameOf = (folder) => folder.match(/[^/\\]+$/)?.[0] ?? folder;

// The last folder on the way to a file.
export const folderName = (path) => nameOf(folderOf(path));
