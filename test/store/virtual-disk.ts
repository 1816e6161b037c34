/**
 * A disk for tests and simulations that behaves as the worst real one may: when the power goes, it has lost what was not
 * synced, or has the first part of it; and files that were made since the folder was synced are gone, those removed are back.
 */
import type { Disk } from "../../src/store/disk.js";

interface VirtualFile {
  synced: Buffer;
  pending: Buffer[];
}

export class VirtualDisk implements Disk {
  readonly folder = "/virtual";
  #files = new Map<string, VirtualFile>();
  /** the folder as it was synced last */
  #listed = new Map<string, VirtualFile>();
  /** called before each change; throws where the disk is to fail there */
  beforeChange: (what: "append" | "sync" | "syncFolder" | "truncate" | "remove") => void = () => undefined;

  names(): readonly string[] {
    return [...this.#files.keys()].toSorted();
  }

  read(name: string): Buffer {
    const { synced, pending } = this.#file(name);
    return Buffer.concat([synced, ...pending]);
  }

  append(name: string, bytes: Uint8Array): void {
    this.beforeChange("append");
    const file = this.#files.get(name) ?? { synced: Buffer.alloc(0), pending: [] };
    this.#files.set(name, file);
    file.pending.push(Buffer.from(bytes));
  }

  sync(name: string): void {
    this.beforeChange("sync");
    const file = this.#file(name);
    file.synced = this.read(name);
    file.pending = [];
  }

  syncFolder(): void {
    this.beforeChange("syncFolder");
    this.#listed = new Map(this.#files);
  }

  truncate(name: string, length: number): void {
    this.beforeChange("truncate");
    const file = this.#file(name);
    file.synced = this.read(name).subarray(0, length);
    file.pending = [];
  }

  remove(name: string): void {
    this.beforeChange("remove");
    this.#file(name);
    this.#files.delete(name);
  }

  /** The power goes. Of what was not synced, `share` (0 … 1) of the bytes got there; the rest is zeros if `zeroed`, or missing. */
  crash(share = 0, zeroed = false): void {
    this.#files = new Map(this.#listed);
    for (const file of this.#files.values()) {
      const pending = Buffer.concat(file.pending);
      const kept = pending.subarray(0, Math.floor(pending.length * share));
      const rest = zeroed ? Buffer.alloc(pending.length - kept.length) : Buffer.alloc(0);
      file.synced = Buffer.concat([file.synced, kept, rest]);
      file.pending = [];
    }
  }

  /** Somebody, or the disk itself, changes what is there. */
  damage(name: string, change: (bytes: Buffer) => Buffer): void {
    const file = this.#file(name);
    file.synced = change(this.read(name));
    file.pending = [];
  }

  #file(name: string): VirtualFile {
    const file = this.#files.get(name);
    if (!file) throw new Error(`no file ${name}`);
    return file;
  }
}
