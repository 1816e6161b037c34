/**
 * Lists of members that other programs keep: JSON lines, INI, TOML, NAME=VALUE, plain lines, `peers:`, mappings by name.
 * They get one answer, the configuration that they would be, and not a dozen mistakes whose mending leads nowhere.
 */
import { configKeyMeant, HOST_NAMES, PORT_NAMES } from "./elsewhere.js";
import { countsFromZero, entryText, type MeantNode, meantNodes } from "./entries.js";
import { type Located, toValue } from "./located.js";
import { type Complaint, type Source, show } from "./problem.js";
import { plainName } from "./suggest.js";

interface Foreign {
  /** What the file is. */
  readonly cause: string;
  /** Its entries, as they are. */
  readonly entries: readonly unknown[];
  /** Values of a configuration's other keys. */
  readonly rest?: Readonly<Record<string, string | number>>;
}

/** The one complaint about somebody else's list; undefined if it is none. `isSound` reads a whole configuration. */
export function foreignComplaint(
  source: Source,
  top: Located | undefined,
  isSound: (text: string) => boolean,
): Complaint | undefined {
  const foreign = top?.kind === "map" ? inMapping(toValue(top) as Mapping) : inText(source.text, top);
  if (!foreign || foreign.entries.length < 2 || foreign.entries.length > ENTRIES_MAX) return undefined;
  const nodes = meantNodes(foreign.entries, () => false);
  if (!nodes.every((node) => node !== undefined)) return undefined;
  const shift = countsFromZero(foreign.entries) || foreign.rest?.["general"] === 0 ? 1 : 0;
  const lines = Object.entries(foreign.rest ?? {}).map(([key, value]) => {
    return `${key}: ${JSON.stringify(key === "general" ? Number(value) + shift : value)}`;
  });
  const text = [textOf(nodes, lines), textOf(nodes, [])].find(isSound);
  if (text === undefined) return undefined;
  const start = source.text.search(/\S/);
  const end = source.text.indexOf("\n", start);
  return {
    spot: { source, start, end: end < 0 ? source.text.length : end },
    cause: foreign.cause,
    fix: `write it so:\n${text}`,
  };
}

/** More are no configuration either. */
const ENTRIES_MAX = 256;

function textOf(nodes: readonly MeantNode[], lines: readonly string[]): string {
  return ["version: 1", ...lines, "nodes:", ...nodes.map((node) => `  - ${entryText(node)}`)].join("\n");
}

type Mapping = Readonly<Record<string, unknown>>;

const KEPT: ReadonlySet<string> = new Set(["protocol", "general", "order", "m"]);

/** Values that would be kept, by the keys that they have here. */
function restOf(top: Mapping): Record<string, string | number> {
  const rest: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(top)) {
    const key = KEPT.has(name) ? name : configKeyMeant(name);
    const isPlain = typeof value === "string" || typeof value === "number";
    if (key !== undefined && KEPT.has(key) && isPlain) rest[key] = value;
  }
  return rest;
}

/** A mapping without a list called `nodes`. */
function inMapping(top: Mapping): Foreign | undefined {
  const { nodes } = top;
  if (Array.isArray(nodes)) return undefined;
  const rest = restOf(top);
  const own = entriesIn(nodes);
  if (own) return { cause: `nodes is ${show(nodes)} and not a list of nodes`, entries: own, rest };
  for (const [key, value] of Object.entries(top)) {
    const entries = NOT_NODES.has(key) ? undefined : entriesIn(value);
    if (entries)
      return {
        cause: `${show(key)} is not a key of a configuration; its list is called nodes`,
        entries,
        rest,
      };
  }
  if ("version" in top) return undefined;
  const entries = entriesIn(top);
  return entries && { cause: "the nodes stand at the top, and belong into a list called nodes", entries };
}

/** Keys of a configuration whose values look like lists of members. */
const NOT_NODES: ReadonlySet<string> = new Set(["nodes", "orders", "traitors", "order", "default"]);

/** A mapping with one of these is a member itself, and not a mapping of members. */
const FIELDS: ReadonlySet<string> = new Set([...HOST_NAMES, ...PORT_NAMES]);

/** The members in a list, in a mapping by id or name, or in a text with commas. */
function entriesIn(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value.length >= 2 ? value : undefined;
  if (typeof value === "string") return value.includes(",") ? value.split(",") : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  const isMember = Object.keys(value).some((key) => FIELDS.has(plainName(key)));
  if (isMember) return undefined;
  const entries = Object.entries(value).map(([name, member]) => named(name, member));
  return entries.length >= 2 ? entries : undefined;
}

/** A member under its name, which is its id unless it says another. */
function named(name: string, member: unknown): unknown {
  if (typeof member === "object" && member !== null && !Array.isArray(member)) return { name, ...member };
  return { name, address: typeof member === "number" ? `:${member}` : member };
}

const ARE_YAML = "and a configuration is YAML or JSON";

/** A text that is no mapping. */
function inText(text: string, top: Located | undefined): Foreign | undefined {
  if (top?.kind === "list") {
    const cause = "the file is a list of nodes, and a configuration is a mapping of keys";
    return { cause, entries: toValue(top) as readonly unknown[] };
  }
  if (text.length > TEXT_CHARS_MAX) return undefined;
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  if (lines.length > LINES_MAX || lines.some((line) => line.length > LINE_CHARS_MAX)) return undefined;
  const significant = lines.filter((line) => line !== "" && !/^(?:#|;|\/\/)/.test(line));
  return jsonLines(significant) ?? assignments(significant) ?? plainLines(significant);
}

/** A list of 256 members takes less; what is longer costs more to look at than the answer is worth. */
const TEXT_CHARS_MAX = 100_000;
const LINES_MAX = 1000;
const LINE_CHARS_MAX = 8000;

function jsonLines(lines: readonly string[]): Foreign | undefined {
  if (!lines.every((line) => line.startsWith("{") && line.endsWith("}"))) return undefined;
  try {
    const entries = lines.map((line) => JSON.parse(line) as unknown);
    return { cause: `the file holds a JSON value a line, ${ARE_YAML}`, entries };
  } catch {
    return undefined;
  }
}

const ASSIGNMENT = /^(?:export\s+)?([\w.-]+)\s*=\s*(.*)$/;
const SECTION = /^\[{1,2}\s*["']?([^\]"']+)["']?\s*\]{1,2}$/;

/** INI, TOML and NAME=VALUE. */
function assignments(lines: readonly string[]): Foreign | undefined {
  const joined = withListsJoined(lines);
  if (joined.length === 0 || !joined.every((line) => ASSIGNMENT.test(line) || SECTION.test(line)))
    return undefined;
  const isToml = joined.some((line) => /^\[\[|=\s*(?:"|\[)/.test(line));
  const isIni = joined.some((line) => SECTION.test(line));
  const what = isToml ? "TOML" : isIni ? "an INI file" : "a file of NAME=VALUE lines";
  const entries = sectionEntries(joined) ?? assignedEntries(joined);
  return entries && { cause: `this is ${what}, ${ARE_YAML}`, entries };
}

/** TOML's lists over several lines, each as one line. */
function withListsJoined(lines: readonly string[]): string[] {
  const joined: string[] = [];
  for (const line of lines) {
    const last = joined.at(-1);
    const isOpen = last !== undefined && /=\s*\[[^\]]*$/.test(last);
    if (isOpen) joined[joined.length - 1] = `${last} ${line}`;
    else joined.push(line);
  }
  return joined;
}

/** A section a member, with its host or port in it. */
function sectionEntries(lines: readonly string[]): readonly unknown[] | undefined {
  const sections: Record<string, string>[] = [];
  for (const line of lines) {
    const section = SECTION.exec(line)?.[1];
    const [, key, value] = ASSIGNMENT.exec(line) ?? [];
    if (section !== undefined) sections.push({ name: section });
    else if (key !== undefined && value !== undefined)
      Object.assign(sections.at(-1) ?? {}, { [key]: bare(value) });
  }
  const members = sections.filter((section) => meantNodes([section], () => false)[0] !== undefined);
  return members.length >= 2 ? members : undefined;
}

/** An assignment a member, or NODE1_HOST and NODE1_PORT, or one list. */
function assignedEntries(lines: readonly string[]): readonly unknown[] | undefined {
  const members = new Map<string, Record<string, string>>();
  for (const line of lines) {
    const [, key = "", value = ""] = ASSIGNMENT.exec(line) ?? [];
    const listed = bare(value)
      .split(/[\s,]+/)
      .filter((word) => /[.:]|^localhost$/.test(word));
    if (listed.length >= 2) return listed;
    const [, name = key, part] = /^(.*?\d)[._-](host|ip|address|addr|port)$/i.exec(key) ?? [];
    if (key === "" || !/\d$/.test(name)) continue;
    members.set(name, { name, ...members.get(name), [part ?? "address"]: bare(value) });
  }
  return members.size >= 2 ? [...members.values()] : undefined;
}

/** A value without quotes, brackets and what is commented behind it. */
function bare(value: string): string {
  return value
    .replace(/\s+[#;].*$/, "")
    .replaceAll(/["'[\]]/g, "")
    .trim();
}

/** `host:port` or `id host port` a line. */
function plainLines(lines: readonly string[]): Foreign | undefined {
  const isMember = (line: string) => /^(?:[\w-]+[\s,;]+)?(?:\[[^\]]*\]|[\w.-]+)[\s,;:]+\d{1,5}$/.test(line);
  if (lines.length < 2 || !lines.every(isMember)) return undefined;
  return { cause: `the file holds an address a line, ${ARE_YAML}`, entries: lines };
}
