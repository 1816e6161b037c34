/**
 * A disk as a process left it, call of the system by call (strace), and what is on it when the power goes in between. What POSIX
 * does not promise is lost: bytes of a file that were not synced, and names in a folder that was not. A file that is synced has
 * its bytes; its name is the folder's.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

interface File {
  synced: Buffer;
  pending: Buffer[];
}

interface Folder {
  names: Map<string, Node>;
  /** as it was synced last */
  durable: Map<string, Node>;
}

type Node = File | Folder;

/** What was done, in the order in which it was done; `line` as strace wrote it. */
export interface Call {
  readonly name: string;
  /** texts, descriptors and numbers in their order; what a call of another thread interrupted is one again */
  readonly args: readonly string[];
  readonly result: number;
}

/** What the power's going takes along. */
export interface Loss {
  readonly names: boolean;
  /** how much of what was not synced is there, 0 … 1 */
  readonly share: number;
}

const isFolder = (node: Node | undefined): node is Folder => node !== undefined && "names" in node;

export class TracedDisk {
  readonly #root: string;
  readonly #top: Folder = { names: new Map(), durable: new Map() };
  readonly #open = new Map<number, Node>();

  /** Calls on what is under `root`, which is there and empty, count. */
  constructor(root: string) {
    this.#root = root;
  }

  apply({ name, args, result }: Call): void {
    if (result < 0) return;
    const [first = "", second = ""] = args;
    const node = this.#open.get(Number(first));
    if (name === "openat") this.#opened(second, args[2] ?? "", result);
    else if (name === "close") this.#open.delete(Number(first));
    else if (name === "mkdir") this.#put(first, { names: new Map(), durable: new Map() });
    else if (name === "unlink") this.#take(first);
    else if (name === "link") this.#put(second, this.#at(first));
    else if (name === "rename") this.#put(second, this.#take(first));
    else if (node) change(node, name, Buffer.from(second, "latin1").subarray(0, result));
  }

  /** Writes what is there if the power goes now into a folder that is empty. */
  crashInto(folder: string, loss: Loss): void {
    write(folder, this.#top, loss);
  }

  text(name: string): string {
    const file = this.#top.names.get(name) as File | undefined;
    return file ? Buffer.concat([file.synced, ...file.pending]).toString() : "";
  }

  #opened(path: string, flags: string, fd: number): void {
    this.#open.delete(fd);
    const place = this.#placeOf(path);
    if (!place) return;
    const { folder, name } = place;
    const there = name === "" ? folder : folder.names.get(name);
    const node = there ?? { synced: Buffer.alloc(0), pending: [] };
    if (!there) folder.names.set(name, node);
    if (flags.includes("O_TRUNC") && !isFolder(node))
      Object.assign(node, { synced: Buffer.alloc(0), pending: [] });
    this.#open.set(fd, node);
  }

  #put(path: string, node: Node | undefined): void {
    const place = this.#placeOf(path);
    if (place && node) place.folder.names.set(place.name, node);
  }

  #at(path: string): Node | undefined {
    const place = this.#placeOf(path);
    return place?.folder.names.get(place.name);
  }

  #take(path: string): Node | undefined {
    const node = this.#at(path);
    const place = this.#placeOf(path);
    place?.folder.names.delete(place.name);
    return node;
  }

  #placeOf(path: string): { readonly folder: Folder; readonly name: string } | null {
    if (path === this.#root) return { folder: this.#top, name: "" };
    if (!path.startsWith(`${this.#root}/`)) return null;
    let folder: Node | undefined = this.#top;
    for (const step of dirname(path).slice(this.#root.length).split("/").filter(Boolean))
      folder = isFolder(folder) ? folder.names.get(step) : undefined;
    return isFolder(folder) ? { folder, name: basename(path) } : null;
  }
}

function change(node: Node, name: string, bytes: Buffer): void {
  if (isFolder(node)) {
    if (name === "fsync" || name === "fdatasync") node.durable = new Map(node.names);
  } else if (name === "write") node.pending.push(bytes);
  else if (name === "fsync" || name === "fdatasync") {
    node.synced = Buffer.concat([node.synced, ...node.pending]);
    node.pending = [];
  } else throw new Error(`${name} of a file is not told apart`);
}

function write(at: string, { names, durable }: Folder, loss: Loss): void {
  mkdirSync(at, { recursive: true });
  for (const [name, node] of loss.names ? durable : names) {
    if (isFolder(node)) write(join(at, name), node, loss);
    else {
      const pending = Buffer.concat(node.pending);
      const kept = pending.subarray(0, Math.floor(pending.length * loss.share));
      writeFileSync(join(at, name), Buffer.concat([node.synced, kept]), { mode: 0o600 });
    }
  }
}

const CALL = /^(\d+) +(\w+)\((.*)\) += (-?\d+)/s;
const BEGUN = /^(\d+) +(\w+)\((.*) <unfinished \.\.\.>$/s;
const ENDED = /^(\d+) +<\.\.\. (\w+) resumed>(.*)$/s;

/** The calls of `strace -f -xx`. One that another thread's came between counts from its end on. */
export function* callsIn(trace: string): Generator<Call> {
  const begun = new Map<string, string>();
  for (const line of trace.split("\n")) {
    const [, pid = "", name = "", rest = ""] = BEGUN.exec(line) ?? ENDED.exec(line) ?? [];
    const isBegun = line.endsWith("<unfinished ...>");
    if (isBegun) begun.set(pid, `${pid} ${name}(${rest}`);
    const whole = name !== "" && !isBegun ? `${begun.get(pid) ?? ""}${rest}` : line;
    const call = isBegun ? null : CALL.exec(whole);
    if (call) yield { name: call[2] as string, args: argsOf(call[3] as string), result: Number(call[4]) };
  }
}

function argsOf(text: string): string[] {
  return text.split(", ").map((one) => {
    if (!one.startsWith('"')) return one;
    return Buffer.from(one.slice(1, -1).replaceAll("\\x", ""), "hex").toString("latin1");
  });
}
