/** What people write, and what they mean by it: words for verbs and flags, and a value to show where one is missing. */
import { type Meanings, meantBy, nearest } from "../config/suggest.js";

/** Words of other programs and texts for what has one name here. */
const VERBS_MEANT: Meanings = {
  run: ["start", "launch"],
  sim: ["simulate"],
  check: ["prove", "verify"],
  plan: ["cost"],
  compare: ["bench"],
  test: ["grade", "try", "trial"],
  explain: ["why"],
  view: ["show", "open", "ui", "web"],
  init: ["new", "create"],
  validate: ["lint"],
  keygen: ["keys"],
};

const FLAGS_MEANT: Meanings = {
  nodes: ["n", "processes", "count"],
  m: ["t", "f", "faulty"],
  general: ["g", "commander", "leader"],
  order: ["o", "command"],
  traitors: ["liars", "byzantine"],
  port: ["p"],
  protocol: ["p", "algorithm"],
  config: ["file"],
  "round-timeout": ["timeout"],
  seed: ["s"],
  quiet: ["q", "silent"],
  json: ["j"],
  record: ["r", "out", "output", "log-file"],
};

/** The verb that was probably meant, or undefined. */
export function verbMeant(word: string, verbs: readonly string[]): string | undefined {
  return meantBy(word.toLowerCase(), VERBS_MEANT)[0] ?? nearest(word, verbs);
}

/** The flag's name, without dashes, that was probably meant by another one, or undefined. */
export function flagMeant(name: string, names: readonly string[]): string | undefined {
  const meant = meantBy(name.toLowerCase(), FLAGS_MEANT).find((one) => names.includes(one));
  if (meant !== undefined) return meant;
  // a node's id is a flag of some verbs, and the operand of others
  if (["node", "i", "id"].includes(name) && names.includes("id")) return "id";
  return names.includes(name) ? name : nearest(name, names);
}

/** By flag or operand; behind a verb where it means something else there. */
const EXAMPLES: Readonly<Record<string, string>> = {
  config: "strategos.yaml",
  protocol: "om",
  protocols: "om,sm",
  nodes: "7",
  order: "attack",
  value: "1=attack",
  combine: "majority",
  m: "2",
  traitors: "2:flip,3:split",
  orders: "retreat,attack",
  default: "retreat",
  "round-timeout": "2s",
  "start-timeout": "60s",
  wire: "auto",
  record: "run.jsonl",
  evidence: "evidence.json",
  faults: "faults.json",
  random: "1000",
  shard: "1/4",
  merge: "part-1.json",
  write: "broken.yaml",
  smtlib: "question.smt2",
  dimacs: "question.cnf",
  svg: "plots",
  command: "./node.py",
  only: "2",
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
  agreements: "5",
  miss: "7@1",
  late: "7@1",
  restart: "7@1",
  down: "7@1",
  links: "regions",
  lessons: "lessons.yaml",
  data: "my-log",
  address: "tcp://127.0.0.1:7105",
  at: "http://127.0.0.1:7301",
  proof: "1.0",
  node: "4",
  path: "1.3.2",
  port: "0",
  html: "run.html",
  recording: "run.jsonl",
  file: "evidence.json",
  speak: "json",
  report: "text",
  "check traitors": "1",
  "check general": "loyal",
  "compare nodes": "4..16",
  "append command": '{"put":["greeting","hello"]}',
  "explain as": "svg",
  "explain output": "picture.svg",
  "explain world": "other.jsonl",
  "keygen file": "node-1.key",
  "log evidence": "2",
  "serve record": "my-recording",
};

/** A value to show for a flag or an operand that has none. */
export function exampleOf(verb: string, name: string): string {
  return EXAMPLES[`${verb} ${name}`] ?? EXAMPLES[name] ?? "1";
}
