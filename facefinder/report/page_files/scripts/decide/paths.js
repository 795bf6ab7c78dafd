// Paths of files as people read them.

// A path in the pieces between which a line may end: behind each folder.
export const pathSteps = (path) => path.match(/[^/\\]*[/\\]|[^/\\]+$/g) ?? [];
