/** An archive whose disk is a map. */
import type { Archive } from "../../src/store/archive.js";

export function archiveOn(disk: Map<string, string>, sync = async (): Promise<void> => undefined): Archive {
  const keys = async (from: string, below: string) =>
    [...disk.keys()].filter((key) => key >= from && key < below).toSorted();
  return {
    folder: "folder",
    get: (key: string) => disk.get(key) ?? null,
    put: (key: string, text: string) => void disk.set(key, text),
    delete: (key: string) => void disk.delete(key),
    sync,
    keys,
  } as unknown as Archive;
}
