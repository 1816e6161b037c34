/** An archive whose disk is a map. */
import type { Archive } from "../../src/store/archive.js";

export function archiveOn(disk: Map<string, string>): Archive {
  const keys = async (from: string, below: string) =>
    [...disk.keys()].filter((key) => key >= from && key < below).toSorted();
  return {
    folder: "folder",
    get: (key: string) => disk.get(key) ?? null,
    put: (key: string, text: string) => void disk.set(key, text),
    delete: (key: string) => void disk.delete(key),
    sync: async () => undefined,
    keys,
  } as unknown as Archive;
}
