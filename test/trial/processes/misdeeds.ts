/** Programs that do not keep to their turns, as scripts of Node.js, and the sentence that each is owed. */
import type { ProtocolName } from "../../../src/core/group.js";

export const READ = `const lines = require("node:readline").createInterface({ input: process.stdin }); let turn = -2;`;
/** Of n = 4, m = 1: tells nothing, and then decides; NL is what a line ends with. */
export const answering = (tell: string, end = "\\n") =>
  `${READ} lines.on("line", () => { turn++; if (turn >= 0) process.stdout.write((turn < 2 ? '${tell}' : '{"decide":"retreat"}') + "${end}"); });`;

export const MISDEEDS: readonly [what: string, script: string, sentence: RegExp][] = [
  [
    "crashes at once",
    `throw new Error("no such module")`,
    /ended with exit status 1 before it answered round 0/,
  ],
  ["ends without a word", ``, /ended with exit status 0 before it answered round 0/],
  ["hangs", `setInterval(() => {}, 1000)`, /did not answer round 0 within 3 s; if it has answered, flush/],
  [
    "begins a line and hangs",
    `setInterval(() => {}, 1000); process.stdout.write('{"tell":')`,
    /did not answer .* it began an answer/,
  ],
  [
    "ends early",
    `${READ} lines.on("line", () => { if (turn++ >= -1) { console.log('{"tell":[]}'); process.exit(7); } })`,
    /ended with exit status 7 before it answered round 1/,
  ],
  [
    "prints debug lines",
    `${READ} console.log("starting")`,
    /answered round 0 with a line that is not JSON: "starting"; what is meant for people/,
  ],
  [
    "prints debug lines behind its answer",
    answering(`{"tell":[]}\\nround done`),
    /wrote a line that nobody had asked for, before round 1: "round done"/,
  ],
  [
    "floods without a line end",
    `const x = "x".repeat(65536); const more = () => { while (process.stdout.write(x)); process.stdout.once("drain", more); }; more()`,
    /wrote more than 1\d{6} characters without a line end as its answer to round 0/,
  ],
  [
    "closes its output",
    `require("node:fs").closeSync(1); setInterval(() => {}, 1000)`,
    /closed its standard output before it answered round 0/,
  ],
  [
    "spreads its JSON over lines",
    answering(`{\\n  "tell": []\\n}`),
    /with a line that is not JSON: "\{"; the whole of an answer is one line/,
  ],
  [
    "writes JSON as Python prints it",
    answering(`{\\'tell\\': []}`),
    /not JSON: "\{'tell': \[\]\}"; JSON has double quotes \(in Python json\.dumps writes it\)/,
  ],
  ["answers a list", answering("[]"), /with a line that is no JSON object: "\[\]"/],
  ["begins with a byte order mark", answering("\\uFEFF{}"), /byte order mark/],
  [
    "writes ids as text",
    answering(`{"tell":[{"to":"2","path":[1],"order":"attack"}]}`),
    /"to": "2", which is text; ids are numbers: 2, without quotes/,
  ],
  [
    "writes a path as text",
    answering(`{"tell":[{"to":2,"path":"1.2","order":"attack"}]}`),
    /"path": "1\.2", which is no list of ids/,
  ],
  [
    "nests lists deeper than they can be written again",
    `${READ} lines.on("line", () => { if (turn++ >= -1) console.log('{"tell":[{"to":' + "[".repeat(1e5) + "]".repeat(1e5) + '}]}'); })`,
    /"to": \[\[…, which is no id/,
  ],
  [
    "tells no order",
    answering(`{"tell":[{"to":2,"path":[1],"order":null}]}`),
    /"order": null, which is not the text of an order/,
  ],
  [
    "decides too soon",
    answering(`{"decide":"attack"}`),
    /decided in round 0; it tells in rounds 0 to 1, and decides in round 2/,
  ],
  ["says neither", answering(`{"yes":1}`), /answered round 0 without "tell"/],
  [
    "is ended by a signal",
    `process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000)`,
    /was ended by SIGTERM before it answered round 0/,
  ],
];

/** Of the same group; it tells in round 0, and then does as the script says when it is asked again. */
const later = (tell: string, then: string) =>
  `${READ} lines.on("line", () => { turn++; if (turn === 0) console.log('${tell}'); if (turn > 0) { ${then} } });`;

const STRAY = `console.log("round " + turn)`;

/** Where messages and decisions are others than those of om. */
export const MISDEEDS_ELSEWHERE: readonly [
  protocol: ProtocolName,
  what: string,
  script: string,
  sentence: RegExp,
][] = [
  ...(["king", "sm", "vector"] as const).flatMap((protocol): typeof MISDEEDS_ELSEWHERE => [
    [protocol, "crashes at once", `throw 1`, /ended with exit status 1 before it answered round 0/],
    [protocol, "hangs", later(`{"tell":[]}`, ``), /did not answer round 1 within 0\.5 s; if it has answered/],
    [
      protocol,
      "prints debug lines",
      later(`{"tell":[]}`, STRAY),
      /answered round 1 with a line that is not JSON: "round 1"; what is meant for people/,
    ],
  ]),
  [
    "king",
    "writes ids as text",
    answering(`{"tell":[{"to":2,"path":["1"],"order":"attack"}]}`),
    /told in round 0, in entry 0 of "tell", "path": "1", which is text; ids are numbers: 1, without quotes/,
  ],
  [
    "king",
    "decides as OM(1) does",
    later(`{"tell":[]}`, `console.log(turn < 2 ? '{"tell":[]}' : '{"decide":"attack"}')`),
    /decided in round 2; it tells in rounds 0 to 6, and decides in round 7/,
  ],
  [
    "sm",
    "writes ids as text",
    answering(`{"tell":[{"to":"2","path":[1],"order":"attack","seals":[1]}]}`),
    /told in round 0, in entry 0 of "tell", "to": "2", which is text; ids are numbers: 2, without quotes/,
  ],
  [
    "vector",
    "writes ids as text",
    answering(`{"tell":[{"to":2,"path":"1","order":"attack"}]}`),
    /told in round 0, in entry 0 of "tell", "path": "1", which is no list of ids/,
  ],
  [
    "vector",
    "decides one order",
    answering(`{"tell":[]}`),
    /decided "retreat", and not an object with one value a node/,
  ],
];
