/** What people write, and what they mean by it: words for verbs and flags, and a value to show where one is missing. */
import { nearest } from "../config/suggest.js";

/** Words of other programs and texts for what has one name here. */
const VERBS_MEANT: ReadonlyMap<string, string> = new Map(
  Object.entries({
    start: "run",
    launch: "run",
    simulate: "sim",
    prove: "check",
    verify: "check",
    cost: "plan",
    bench: "compare",
    grade: "test",
    try: "test",
    trial: "test",
    why: "explain",
    show: "view",
    open: "view",
    ui: "view",
    web: "view",
    new: "init",
    create: "init",
    lint: "validate",
    keys: "keygen",
  }),
);

const FLAGS_MEANT: ReadonlyMap<string, string> = new Map(
  Object.entries({
    n: "nodes",
    N: "nodes",
    processes: "nodes",
    count: "nodes",
    t: "m",
    f: "m",
    faulty: "m",
    g: "general",
    commander: "general",
    leader: "general",
    o: "order",
    command: "order",
    liars: "traitors",
    byzantine: "traitors",
    p: "port,protocol",
    algorithm: "protocol",
    file: "config",
    timeout: "round-timeout",
    s: "seed",
    q: "quiet",
    silent: "quiet",
    j: "json",
    r: "record",
    out: "record",
    output: "record",
    "log-file": "record",
  }),
);

/** The verb that was probably meant, or undefined. */
export function verbMeant(word: string, verbs: readonly string[]): string | undefined {
  return VERBS_MEANT.get(word.toLowerCase()) ?? nearest(word, verbs);
}

/** The flag's name, without dashes, that was probably meant by another one, or undefined. */
export function flagMeant(name: string, names: readonly string[]): string | undefined {
  const words = FLAGS_MEANT.get(name) ?? FLAGS_MEANT.get(name.toLowerCase());
  const word = words?.split(",").find((one) => names.includes(one));
  if (word !== undefined) return word;
  // a node's id is a flag of some verbs, and the operand of others
  if (["node", "i", "id"].includes(name) && names.includes("id")) return "id";
  return names.includes(name) ? name : nearest(name, names);
}

const EXAMPLES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    config: "strategos.yaml",
    protocol: "om",
    protocols: "om,sm",
    nodes: "7",
    general: "1",
    order: "attack",
    value: "1=attack",
    combine: "majority",
    m: "2",
    traitors: "2:flip,3:split",
    orders: "retreat,attack",
    default: "retreat",
    "round-timeout": "2s",
    "start-timeout": "60s",
    seed: "1",
    wire: "auto",
    run: "1",
    record: "run.jsonl",
    round: "1",
    evidence: "evidence.json",
    faults: "faults.json",
    world: "1",
    random: "1000",
    shard: "1/4",
    merge: "part-1.json",
    write: "broken.yaml",
    svg: "plots",
    id: "1",
    command: "./node.py",
    only: "4",
    as: "2=./other.py",
    level: "relay",
    worlds: "20",
    timeout: "2s",
    points: "points.yaml",
    output: "report.json",
    key: "node-1.key",
    listen: "tcp://0.0.0.0:7101",
    "log-level": "info",
    "status-port": "0",
    node: "4",
    path: "1.3.2",
    port: "0",
    html: "run.html",
    recording: "run.jsonl",
    file: "evidence.json",
  }),
);

/** A value to show for a flag or an operand that has none. */
export function exampleOf(verb: string, name: string): string {
  if (verb === "compare" && name === "nodes") return "4..16";
  if (verb === "append" && name === "command") return '{"put":["greeting","hello"]}';
  if (verb === "explain" && name === "as") return "svg";
  if (verb === "explain" && name === "output") return "picture.svg";
  if (verb === "explain" && name === "world") return "other.jsonl";
  if (verb === "keygen" && name === "file") return "node-1.key";
  return EXAMPLES.get(name) ?? "1";
}
