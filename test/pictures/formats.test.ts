/**
 * Pictures, each opened by what it is for: Graphviz, Mermaid, an XML parser, ShiViz' own expression, the rules of Perfetto's
 * importer, a reader of CSV. Orders are such that a sign which is not escaped would show.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { XmlDocument } from "libxml2-wasm";
import { beforeAll, describe, expect, it } from "vitest";
import { levelSize } from "../../src/core/path.js";
import { contradictionsIn } from "../../src/explain/audit/audit.js";
import type { Format } from "../../src/pictures/formats.js";
import { picture } from "../../src/pictures/pictures.js";
import type { Recording } from "../../src/recording/recording.js";
import { ensureInstalled } from "../debian.js";
import { temporaryFolder } from "../run/strategos.js";
import { RUNS, run, TREES } from "./runs.js";

const told = ({ reports }: Recording) => reports.filter(({ from, to }) => from !== to);

const pathsIn = ({ run: { n, m } }: Recording) =>
  Array.from({ length: m + 1 }, (_, level) => levelSize(n, level)).reduce((a, b) => a + b, 0);

describe("Graphviz", () => {
  beforeAll(() => ensureInstalled(() => spawnSync("dot", ["-V"]).status === 0, "graphviz"));

  const drawn = (text: string) => {
    const { status, stderr, stdout } = spawnSync("dot", ["-Tjson0"], { input: text, encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
    return JSON.parse(stdout) as {
      label?: string;
      objects: { name: string; label: string }[];
      edges?: { label?: string }[];
    };
  };

  it.each(TREES)("draws each path of a tree once: $name", ({ recording }) => {
    const { objects, edges = [] } = drawn(picture(recording, "dot", { node: 4 }));
    expect([objects.length, edges.length]).toEqual([pathsIn(recording), pathsIn(recording) - 1]);
    expect(objects.map(({ name }) => name)).toContain("1.4.3".slice(0, 2 * recording.run.m + 1));
    // escaped once in the text, and once more where Graphviz reads a label's own escapes
    const labels = objects.map(({ label }) => label.replaceAll("&amp;", "&").replaceAll("\\\\", "\\"));
    for (const { orders } of [recording.run])
      for (const order of orders.filter((one) => labels.some((label) => label.includes(one.slice(0, 4)))))
        expect(labels.join("\n")).toContain(order);
  });

  it.each(TREES)("draws a path as a chain: $name", ({ recording }) => {
    const { objects, edges = [] } = drawn(picture(recording, "dot", { node: 4, path: [1, 3] }));
    expect([objects.length, edges.length]).toEqual([3, 2]);
  });

  it("would read ids without quotes as others, which is why they have them", () => {
    const { stdout } = spawnSync("dot", ["-Tjson0"], { input: "graph { n1.2; 1-2 }", encoding: "utf8" });
    expect(stdout).not.toContain('"n1.2"');
  });
});

describe("Mermaid", () => {
  type Actor = { readonly description: string };
  type Said = { readonly from?: string; readonly to?: string; readonly message?: string };
  let parse: (text: string) => Promise<{ actors: ReadonlyMap<string, Actor>; messages: readonly Said[] }>;

  beforeAll(async () => {
    // it looks for a page even where it only reads; decoding codes is what its page does with the text
    Object.assign(globalThis, {
      window: { addEventListener: () => {} },
      document: { title: "" },
      Option: () => {},
    });
    const { default: mermaid } = await import("mermaid");
    mermaid.initialize({ securityLevel: "strict" });
    parse = async (text) => {
      const diagram = await mermaid.mermaidAPI.getDiagramFromText(text);
      const db = diagram.db as unknown as {
        getActors(): ReadonlyMap<string, Actor>;
        getMessages(): readonly Said[];
      };
      return { actors: db.getActors(), messages: db.getMessages() };
    };
  });

  const decoded = (text = "") =>
    text.replaceAll(/ﬂ°°(\d+)¶ß/g, (_, code: string) => String.fromCodePoint(Number(code)));

  it.each(RUNS)("reads who told whom what: $name", async ({ recording }) => {
    const { actors, messages } = await parse(picture(recording, "mermaid"));
    expect([...actors.keys()]).toEqual(recording.run.nodes.map((id) => `p${id}`));
    const arrows = messages.filter(
      ({ from, to, message }) => from && to && from !== to && !message?.startsWith("round"),
    );
    const came = arrows.filter(({ message }) => decoded(message) !== "nothing");
    expect(came.length).toBe(told(recording).length);
    const words = came.map(({ message }) => decoded(message)).join("\n");
    for (const order of recording.run.orders.filter((one) => recording.run.order === one))
      expect(words).toContain(order.trim());
  });

  it("is refused where it would draw an error", () => {
    expect(() => picture(run("king", 16), "mermaid")).toThrow(/of which Mermaid takes 50000\n.*--round/);
  });
});

describe("SVG", () => {
  it.each(RUNS)("is XML with a text for every report: $name", ({ recording }) => {
    using document = XmlDocument.fromString(picture(recording, "svg"));
    const texts = document.find("//*[local-name()='text']").map((one) => one.content);
    expect(texts.filter((text) => /^round \d+$/.test(text)).length).toBeGreaterThan(1);
    expect(texts.length).toBeGreaterThan(told(recording).length);
    expect(texts.join("\n")).toContain(recording.run.order);
  });

  it.each(TREES)("is a box for each path: $name", ({ recording }) => {
    using document = XmlDocument.fromString(picture(recording, "svg", { node: 4 }));
    const texts = document.find("//*[local-name()='text']").map((one) => one.content);
    expect(texts.filter((text) => /^1(\.\d+)* {2}/.test(text))).toHaveLength(pathsIn(recording));
  });

  it("what is decided stands clear of what the next node decides, however long it is", () => {
    using document = XmlDocument.fromString(picture(run("vector", 4), "svg"));
    const decisions = document
      .find("//*[local-name()='text'][starts-with(., '{')]")
      .map((text) => ({ x: Number(text.get("@x")?.content), chars: text.content.length }));
    expect(decisions.length).toBe(3);
    const [a, b] = decisions;
    expect((b?.x ?? 0) - (a?.x ?? 0)).toBeGreaterThan(6 * (a?.chars ?? 0));
    expect(a?.x).toBeGreaterThan(3 * (a?.chars ?? 0));
  });
});

describe("ShiViz", () => {
  /** The expression that its page begins with, and what it asks of clocks. */
  const EVENT = /(?<event>.*)\n(?<host>\S*) (?<clock>{.*})/g;

  it.each(RUNS)("reads every event, and clocks that it accepts: $name", ({ recording }) => {
    const text = picture(recording, "shiviz");
    const events = [...text.matchAll(EVENT)].map(({ groups }) => groups as Record<string, string>);
    expect(events.length).toBe(text.trimEnd().split("\n").length / 2);
    const logged = new Map<string, number>();
    for (const { host = "", clock = "" } of events) {
      const times = JSON.parse(clock) as Record<string, number>;
      expect(times[host]).toBe((logged.get(host) ?? 0) + 1);
      logged.set(host, times[host] as number);
      // what a clock knows of others has happened before
      for (const [other, time] of Object.entries(times))
        expect(logged.get(other)).toBeGreaterThanOrEqual(time);
    }
    expect(events.filter(({ event }) => /^round \d+: node/.test(event ?? ""))).toHaveLength(
      told(recording).length,
    );
    const traitors = recording.run.traitors.map(({ id }) => id);
    const judged = recording.decisions.filter(({ node }) => !traitors.includes(node));
    expect(events.filter(({ event }) => event?.startsWith("decides "))).toHaveLength(judged.length);
  });
});

describe("Perfetto", () => {
  interface Event {
    readonly [key: string]: unknown;
    readonly ph: string;
    readonly ts: number;
    readonly dur: number;
    readonly id: number;
    readonly pid: number;
    readonly tid: number;
  }

  it.each(RUNS)("takes every slice and draws every arrow: $name", ({ recording }) => {
    const { traceEvents } = JSON.parse(picture(recording, "perfetto")) as { traceEvents: Event[] };
    const of = (ph: string) => traceEvents.filter((one) => one.ph === ph);
    const track = ({ pid, tid }: Event) => `${pid}.${tid}`;
    const slices = new Map<string, Event[]>();
    for (const one of of("X")) slices.set(track(one), [...(slices.get(track(one)) ?? []), one]);
    expect(slices.size).toBeGreaterThan(0);
    for (const ofTrack of slices.values()) {
      const inTime = ofTrack.toSorted((a, b) => a.ts - b.ts);
      inTime.forEach((one, index) => {
        expect(one.dur).toBeGreaterThan(0);
        // slices of one thread that overlap without one holding the other are dropped
        const before = inTime[index - 1];
        expect(one.ts).toBeGreaterThan(before ? before.ts + before.dur - 1 : Number.NEGATIVE_INFINITY);
      });
    }
    const begins = (one: Event) =>
      slices.get(track(one))?.some(({ ts, dur }) => ts <= one.ts && one.ts <= ts + dur);
    const ends = new Map(of("f").map((one) => [one.id, one]));
    expect(of("s")).toHaveLength(told(recording).length);
    expect(ends.size).toBe(told(recording).length);
    for (const start of of("s")) {
      const end = ends.get(start.id)!;
      expect([Number.isSafeInteger(start.id), begins(start), begins(end), end["bp"]]).toEqual([
        true,
        true,
        true,
        "e",
      ]);
      expect([end["cat"], end["name"]]).toEqual([start["cat"], start["name"]]);
      expect([typeof start.pid, typeof start.ts]).toEqual(["number", "number"]);
    }
    const named = of("M").filter((one) => one["name"] === "process_name");
    expect(named.map(({ pid }) => pid)).toEqual(recording.run.nodes);
  });
});

describe("CSV", () => {
  beforeAll(() => ensureInstalled(() => spawnSync("python3", ["--version"]).status === 0, "python3"));

  /** As Python's reader has it. */
  const rows = (text: string) => {
    const script = "import csv,json,sys; print(json.dumps(list(csv.DictReader(sys.stdin))))";
    const { stdout, stderr } = spawnSync("python3", ["-c", script], { input: text, encoding: "utf8" });
    expect(stderr).toBe("");
    return JSON.parse(stdout) as Record<string, string>[];
  };

  it.each(RUNS)("has a row for every relay, and for what was owed and not told: $name", ({ recording }) => {
    expect(contradictionsIn(recording)).toEqual([]);
    const read = rows(picture(recording, "csv"));
    const relays = recording.reports.flatMap((line) => line.relays!.map((relay) => ({ ...line, ...relay })));
    const cells = read
      .filter(({ told: one }) => one !== "")
      .map((row) => [row["from"], row["to"], row["path"], row["told"]].join(" "));
    expect(cells.toSorted()).toEqual(
      relays.map(({ from, to, path, order }) => [from, to, path.join(">"), order].join(" ")).toSorted(),
    );
    const traitors = recording.run.traitors.map(({ id }) => String(id));
    for (const row of read) expect({ ...row, lie: String(row["told"] !== row["owed"]) }).toEqual(row);
    // who is loyal owes what it tells
    expect(read.filter(({ from, lie }) => lie === "true" && !traitors.includes(from ?? ""))).toEqual([]);
    expect(read.some(({ lie }) => lie === "true")).toBe(true);
  });
});

describe("TikZ", () => {
  it.each(TREES)(
    "has a node for each path, in braces, with nothing that TeX would read: $name",
    ({ recording }) => {
      const text = picture(recording, "tikz", { node: 4 });
      const nodes = text.split("\n").filter((line) => /^ +\[/.test(line));
      expect(nodes).toHaveLength(pathsIn(recording));
      for (const node of nodes) {
        const [, label = ""] = /^ +\[\{(.*)\}, [a-z ,]+\]?$/.exec(node) ?? [];
        const left = label.replaceAll("$\\to$", "").replaceAll(/\\(?:text[a-z]+\{\}|[{}$&#_%])/g, "");
        expect(left).toMatch(/^[^\\{}$&#_%~^]+$/);
      }
    },
  );
});

describe("TikZ in LaTeX", () => {
  /** forest.sty, of texlive-pictures, loads elocalloc.sty, of texlive-latex-extra. */
  const hasForest = () =>
    ["forest.sty", "elocalloc.sty"].every((file) => spawnSync("kpsewhich", [file]).status === 0) &&
    spawnSync("pdflatex", ["-v"]).status === 0;
  beforeAll(
    () => ensureInstalled(hasForest, "texlive-latex-base", "texlive-pictures", "texlive-latex-extra"),
    600_000,
  );

  const latex = (text: string) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "tree.tex"), text);
    const args = ["-interaction=nonstopmode", "-halt-on-error", "tree.tex"];
    return spawnSync("pdflatex", args, { cwd: folder, encoding: "utf8" });
  };

  it.for(TREES)("pdflatex makes one page of it: $name", ({ recording }) => {
    const { status, stdout } = latex(picture(recording, "tikz", { node: 4 }));
    expect({ status, said: /^!.*/m.exec(stdout)?.[0] }).toEqual({ status: 0, said: undefined });
    expect(stdout).toMatch(/Output written on tree\.pdf \(1 page/);
    expect(stdout).not.toContain("Overfull");
  });

  it("names in any script make a page too, and what LaTeX has no glyph for stands there by its number", () => {
    const { run: head, ...more } = run("om", 4);
    const names = ["撤退", "进攻 Отход 🙂 naïve œ"];
    const renamed = head.orders.reduce(
      (text, order, index) => text.replaceAll(JSON.stringify(order), JSON.stringify(names[index] ?? "其他")),
      JSON.stringify({ run: head, ...more }),
    );
    const tree = picture(JSON.parse(renamed) as Recording, "tikz", { node: 4 });
    const { status, stdout } = latex(tree);
    expect({ status, said: /^!.*/m.exec(stdout)?.[0] }).toEqual({ status: 0, said: undefined });
    expect(tree).toContain("\\DeclareUnicodeCharacter{1F642}{\\texttt{U+1F642}}");
    // planted: without what is declared it stops
    expect(latex(tree.replaceAll(/^\\ifcsname.*\n/gm, "")).stdout).toMatch(
      /^! LaTeX Error: Unicode character/m,
    );
  });

  it("and would see a label that TeX reads", () => {
    const text = picture(run("om", 4), "tikz", { node: 4 });
    const { stdout } = latex(text.replace("[{", "[{\\undefined "));
    expect(stdout).toContain("Undefined control sequence");
  });
});

describe("what cannot be drawn", () => {
  const small = run("om", 4);
  /** Of 13 nodes with m 4, by its head. */
  const nodes = Array.from({ length: 13 }, (_, index) => index + 1);
  const LARGE: Recording = { ...small, run: { ...small.run, nodes, n: 13, m: 4 } };
  const REFUSED: readonly (readonly [
    what: string,
    format: Format,
    recording: Recording,
    limits: object,
    why: RegExp,
  ])[] = [
    [
      "a tree as TikZ that TeX has no room for",
      "tikz",
      LARGE,
      { node: 4 },
      /has 13345 paths, and this format draws 600/,
    ],
    ["the rounds as Graphviz", "dot", run("om", 4), {}, /the message tree of one node/],
    ["a tree of SM(m)", "dot", run("sm", 5), { node: 4 }, /SM\(2\) no node keeps one\n.*svg, png, mermaid/],
    ["a path as TikZ", "tikz", run("om", 4), { node: 4, path: [1, 3] }, /does not draw one path/],
    ["a path of the phase king", "svg", run("king", 4), { node: 4, path: [1] }, /no node keeps one/],
    ["the general's tree", "svg", run("om", 4), { node: 1 }, /keeps no message tree/],
    ["a round that there is not", "mermaid", run("om", 4), { round: 2 }, /there is no round 2/],
    ["too many cells", "png", LARGE, { node: 4, round: 3 }, /has 1465 paths.*700 at the most\n.*--round/],
  ];

  it.each(REFUSED)("%s is refused with a way on", (_, format, recording, limits, why) => {
    expect(() => picture(recording, format, limits)).toThrow(why);
  });
});
