/** The layers of docs/ARCHITECTURE.md: which room may import which, and which packages each may load. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const SRC = fileURLToPath(new URL("../../src", import.meta.url));

interface Room {
  readonly rooms: readonly string[];
  /** packages and node built-ins; "node:" allows all built-ins */
  readonly packages: readonly string[];
}

const ROOMS: Readonly<Record<string, Room>> = {
  core: { rooms: [], packages: [] },
  explain: { rooms: ["core"], packages: [] },
  adversary: { rooms: ["core"], packages: [] },
  wire: { rooms: ["core"], packages: ["node:buffer", "node:crypto"] }, // a value is known by its hash
  sim: { rooms: ["core", "adversary"], packages: [] },
  config: { rooms: ["core", "adversary"], packages: ["node:", "yaml", "zod"] },
  net: { rooms: ["core"], packages: ["node:", "zeromq"] },
  node: { rooms: ["core", "wire", "adversary", "net"], packages: ["node:"] },
  cluster: { rooms: ["adversary", "config", "core", "net", "node"], packages: ["node:"] },
  member: { rooms: ["core", "wire", "config", "node", "cluster"], packages: ["node:"] },
  page: {
    rooms: ["core", "explain", "adversary", "sim"],
    packages: ["preact", "preact/hooks", "d3-hierarchy"],
  },
  http: { rooms: [], packages: ["node:", "hono", "@hono/node-server"] },
  view: {
    rooms: ["core", "config", "node", "cluster", "http"],
    packages: ["node:", "hono", "hono/body-limit", "hono/streaming"],
  },
  operate: {
    rooms: ["core", "config", "net", "node", "cluster", "http"],
    packages: ["node:", "hono", "pino"],
  },
  cli: {
    rooms: [
      "core",
      "explain",
      "adversary",
      "wire",
      "sim",
      "config",
      "net",
      "node",
      "cluster",
      "page",
      "view",
      "operate",
    ],
    packages: ["node:", "commander", "picocolors", "cli-table3"],
  },
};

interface Import {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly isPackage: boolean;
}

function importsBelow(folder: string): Import[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .flatMap((entry) => importsOf(join(entry.parentPath, entry.name)));
}

function importsOf(path: string): Import[] {
  const file = relative(SRC, path);
  const text = readFileSync(path, "utf8");
  const statements = text.matchAll(/^(?:import|export)\b(?:[^;"]*\bfrom\s*)?\s*"([^"]+)";/gm);
  const calls = text.matchAll(/\bimport\(\s*"([^"]+)"\s*\)/g);
  return [...statements, ...calls].map(([, target = ""]) => {
    const isPackage = !target.startsWith(".");
    const to = isPackage ? target : roomOf(relative(SRC, join(path, "..", target)));
    return { file, from: roomOf(file), to, isPackage };
  });
}

function roomOf(file: string): string {
  return file.split("/")[0] ?? "";
}

/** The imports that the rooms do not allow. */
function trespasses(imports: readonly Import[]): string[] {
  return imports
    .filter(({ from, to, isPackage }) => {
      if (from.endsWith(".ts")) return false; // index.ts, core.ts and sim.ts, the public face
      const room = ROOMS[from];
      if (!room) return true;
      if (isPackage)
        return !room.packages.some(
          (allowed) => to === allowed || (allowed === "node:" && to.startsWith("node:")),
        );
      return to !== from && !room.rooms.includes(to);
    })
    .map(({ file, to }) => `${file} imports ${to}`);
}

describe("the layers", () => {
  it("are kept by every import", () => {
    const imports = importsBelow(SRC);
    expect(imports.length).toBeGreaterThan(100);
    expect(trespasses(imports)).toEqual([]);
  });

  it("would catch core reading a clock, and the simulator loading a node built-in", () => {
    const clock = { file: "core/rounds.ts", from: "core", to: "node", isPackage: false };
    const builtin = { file: "sim/network.ts", from: "sim", to: "node:fs", isPackage: true };
    expect(trespasses([clock, builtin])).toHaveLength(2);
  });

  it("leave core without clock, randomness or I/O", () => {
    const impure = /\b(Date\.now|performance\.|Math\.random|process\.|setTimeout|setInterval|console\.)/;
    const found = readdirSync(join(SRC, "core"))
      .map((name) => join(SRC, "core", name))
      .filter((path) => impure.test(readFileSync(path, "utf8")));
    expect(found).toEqual([]);
  });
});
