/**
 * The layers, as the table of docs/ARCHITECTURE.md has them: which room may import which, and which packages each may load.
 * The page is the rule, so that it cannot say what is not so.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const SRC = fileURLToPath(new URL("../../src", import.meta.url));

const PAGE = fileURLToPath(new URL("../../docs/ARCHITECTURE.md", import.meta.url));

interface Room {
  readonly rooms: readonly string[];
  /** packages and node built-ins; `x/*` and `node:*` allow all that begin so */
  readonly packages: readonly string[];
}

/** The table of rooms on the page: name, purpose, rooms, packages. */
function roomsIn(page: string): Readonly<Record<string, Room>> {
  const rows = [...page.matchAll(/^\| `([a-z]+)\/` \|[^|]*\|([^|]*)\|([^|]*)\|$/gm)];
  return Object.fromEntries(
    rows.map(([, name = "", rooms = "", packages = ""]) => [
      name,
      {
        rooms: rooms.match(/[a-z]+/g) ?? [],
        packages: [...packages.matchAll(/`([^`]+)`/g)].map(([, one = ""]) => one),
      },
    ]),
  );
}

const ROOMS = roomsIn(readFileSync(PAGE, "utf8"));

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
  const calls = text.matchAll(/(?:\bimport|\bcreateRequire\(import\.meta\.url\))\(\s*"([^"]+)"\s*\)/g);
  return [...statements, ...calls].map(([, target = ""]) => {
    const isPackage = !target.startsWith(".");
    const to = isPackage ? target : roomOf(relative(SRC, join(path, "..", target)));
    return { file, from: roomOf(file), to, isPackage };
  });
}

/** A folder of a room's name in that of a protocol, such as `protocols/king/wire/`, is that room's. */
function roomOf(file: string): string {
  const [room = "", , ofProtocol = ""] = file.split("/");
  return room === "protocols" && ofProtocol in ROOMS ? ofProtocol : room;
}

/** All rooms that this one may import, or that those may. */
function reachableFrom(room: string, reached = new Set<string>()): ReadonlySet<string> {
  for (const next of ROOMS[room]?.rooms ?? []) {
    if (reached.has(next)) continue;
    reached.add(next);
    reachableFrom(next, reached);
  }
  return reached;
}

/** The imports that the rooms do not allow. */
function trespasses(imports: readonly Import[]): string[] {
  return imports
    .filter(({ from, to, isPackage }) => {
      const room = ROOMS[from];
      if (!room) return true;
      if (isPackage) return !room.packages.some((allowed) => isAllowed(to, allowed));
      return to !== from && !room.rooms.includes(to);
    })
    .map(({ file, to }) => `${file} imports ${to}`);
}

function isAllowed(to: string, allowed: string): boolean {
  return allowed.endsWith("*") ? to.startsWith(allowed.slice(0, -1)) : to === allowed;
}

describe("the layers", () => {
  it("are kept by every import", () => {
    const imports = importsBelow(SRC);
    expect(imports.length).toBeGreaterThan(100);
    expect(trespasses(imports)).toEqual([]);
  });

  it("are all on the page, with no more than what is used", () => {
    const folders = readdirSync(SRC, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(Object.keys(ROOMS).toSorted()).toEqual(folders.map(({ name }) => name).toSorted());
    const imports = importsBelow(SRC);
    const unused = Object.entries(ROOMS).flatMap(([name, { rooms, packages }]) => {
      const used = imports.filter(({ from }) => from === name);
      const isUsed = (room: string) => used.some(({ to, isPackage }) => !isPackage && to === room);
      const isLoaded = (one: string) => used.some(({ to, isPackage }) => isPackage && isAllowed(to, one));
      const idle = [...rooms.filter((room) => !isUsed(room)), ...packages.filter((one) => !isLoaded(one))];
      return idle.map((one) => `${name} may import ${one}, and does not`);
    });
    expect(unused).toEqual([]);
  });

  it("are read from the page's table", () => {
    const page = "| `a/` | what | – | – |\n| `b/` | what | a, core | `x`, `y/*`, `node:*` |\n";
    expect(roomsIn(page)).toEqual({
      a: { rooms: [], packages: [] },
      b: { rooms: ["a", "core"], packages: ["x", "y/*", "node:*"] },
    });
    expect(
      ["y/z", "node:fs", "x", "x/z", "y"].map((to) =>
        roomsIn(page).b?.packages.some((one) => isAllowed(to, one)),
      ),
    ).toEqual([true, true, true, false, false]);
  });

  it("would catch core reading a clock, the simulator loading a node built-in, a room without a line, and a room below another", () => {
    const clock = { file: "core/rounds.ts", from: "core", to: "node", isPackage: false };
    const builtin = { file: "sim/network.ts", from: "sim", to: "node:fs", isPackage: true };
    const unknown = { file: "cellar/wine.ts", from: "cellar", to: "core", isPackage: false };
    const upwards = { file: "net/links.ts", from: "net", to: "cli", isPackage: false };
    expect(trespasses([clock, builtin, unknown, upwards])).toHaveLength(4);
  });

  it("know that a protocol's folder holds what is other rooms'", () => {
    expect(["protocols/king/rules.ts", "protocols/king/wire/codec.ts", "wire/codec.ts"].map(roomOf)).toEqual([
      "protocols",
      "wire",
      "wire",
    ]);
  });

  it("have no way around: what a room may import never leads back to it", () => {
    expect(Object.keys(ROOMS).filter((room) => reachableFrom(room).has(room))).toEqual([]);
    expect([...reachableFrom("core")]).toEqual([]);
  });

  it("leave core and the protocols without clock, randomness or I/O", () => {
    const impure = /\b(Date\.now|performance\.|Math\.random|process\.|setTimeout|setInterval|console\.)/;
    expect(filesWith(impure, "core", "protocols")).toEqual([]);
  });

  it("let no wall clock decide: who runs reads one for the date of a recording, and for nothing else", () => {
    expect(filesWith(/\bDate\b/, "net", "node", "member", "log", "store", "serve", "http")).toEqual([
      "recorder.ts",
    ]);
  });
});

function filesWith(pattern: RegExp, ...rooms: readonly string[]): string[] {
  return rooms
    .flatMap((room) => readdirSync(join(SRC, room), { withFileTypes: true, recursive: true }))
    .filter(
      (entry) => entry.isFile() && pattern.test(readFileSync(join(entry.parentPath, entry.name), "utf8")),
    )
    .map(({ name }) => name);
}
