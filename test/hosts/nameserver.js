/**
 * A name server for tests, on port 53 of 127.0.0.1 in whatever network it is started in. Each line on stdin is a JSON
 * object that replaces what it knows: { "node-2.example": { "a": ["192.0.2.2"], "aaaa": [], "afterMs": 3000 } }; with
 * "never": true it is silent about a name. Other names do not exist. It says "ready" once for each line taken in.
 */
import { createSocket } from "node:dgram";
import { createInterface } from "node:readline";

const TYPES = { 1: "a", 28: "aaaa" };
const NAME_ERROR = 3;

let known = {};

const server = createSocket("udp4", (query, from) => {
  const { name, type, end } = questionIn(query);
  const entry = known[name.toLowerCase()];
  if (entry?.never) return;
  const addresses = entry?.[TYPES[type]] ?? [];
  const answer = answerTo(query.subarray(0, end), addresses, type, entry ? 0 : NAME_ERROR);
  setTimeout(() => server.send(answer, from.port, from.address), entry?.afterMs ?? 0);
});

/** RFC 1035 §4.1.2 */
function questionIn(query) {
  const labels = [];
  let at = 12;
  for (let length = query[at]; length > 0; length = query[at]) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join("."), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function answerTo(question, addresses, type, code) {
  const header = Buffer.from(question);
  header.writeUInt16BE(0x8180 | code, 2);
  header.writeUInt16BE(addresses.length, 6);
  header.writeUInt32BE(0, 8);
  return Buffer.concat([header, ...addresses.map((address) => recordOf(address, type))]);
}

/** With a pointer to the question's name, class IN, and no time to live. */
function recordOf(address, type) {
  const data = type === 1 ? Buffer.from(address.split(".").map(Number)) : ipv6Bytes(address);
  const fields = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 0, 0, data.length]);
  return Buffer.concat([fields, data]);
}

function ipv6Bytes(address) {
  const [left, right] = address.split("::").map((half) => (half === "" ? [] : half.split(":")));
  const groups = right ? [...left, ...Array(8 - left.length - right.length).fill("0"), ...right] : left;
  const bytes = Buffer.alloc(16);
  groups.forEach((group, index) => bytes.writeUInt16BE(Number.parseInt(group, 16), 2 * index));
  return bytes;
}

server.bind(53, "127.0.0.1", () => {
  const lines = createInterface({ input: process.stdin });
  lines.on("line", (line) => {
    known = JSON.parse(line);
    process.stdout.write("ready\n");
  });
  lines.on("close", () => process.exit());
});
