/** Folders that a user names, made with those above them. */
import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Returns the topmost that was made, or undefined if all were there; throws what the system says. The `recursive` of Node.js
 * never ends where a folder that is there takes none, as those of /proc do: the system calls that missing, too.
 */
export function makeFolders(folder: string, mode?: number): string | undefined {
  try {
    mkdirSync(folder, mode);
    return folder;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const above = dirname(folder);
    if (code === "ENOENT" && !isFolder(above)) {
      const top = makeFolders(above, mode);
      const made = makeFolders(folder, mode);
      return top ?? made;
    }
    if (code !== "ENOENT" && isFolder(folder)) return undefined;
    throw error;
  }
}

function isFolder(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
