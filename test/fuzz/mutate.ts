/** Changes bytes as a liar or a bad line would: seeded, so that every input can be made again. */
import { randomInts } from "./random.js";

export type Dice = (below: number) => number;

/** Words that mean something to one decoder or another. */
const WORDS = [
  '"',
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "\\u0000",
  "\\u001b[2J",
  "__proto__",
  "constructor",
  "null",
  "true",
  "-1",
  "0",
  "1e9",
  "1.0",
  "4294967295",
  "9007199254740993",
  "65536",
  "\n",
  "  ",
  "\t",
  "- ",
  "&a ",
  "*a",
  "!!",
  "|",
  "%",
  "\u0000",
  '"relays":[',
  '"path":[',
  '"order":"',
  '"round":',
  '"from":',
  '"type":"report"',
  '"type":"done"',
  '"piece":',
  '"rows":',
  '{"link":"',
  '"nonce":"',
  "nodes:",
  "traitors:",
  "strategy: ",
  "publicKey",
  "\\ud800",
  "\\udc00",
  "1e400",
  "-0",
  '"10":1,',
  ".inf",
  "<<: *a",
  "? ",
  "'",
  "# ",
  "// ",
  "/*",
  "*/",
  "\r\n",
  " = ",
  "[nodes]",
  "host: ",
  "port: ",
  "address: ",
  "- { id: ",
  "[[[[[[[[[[[[[[[[[",
  "\uFEFF",
  "\u202e",
  "é",
].map((word) => Buffer.from(word));

/** One input made from another, by one to eight changes; never longer than `bytesMax`. */
export function mutate(input: Buffer, others: readonly Buffer[], dice: Dice, bytesMax: number): Buffer {
  let bytes = input;
  for (let left = 1 + dice(1 << dice(3)); left > 0; left--) bytes = changed(bytes, others, dice);
  return bytes.subarray(0, bytesMax);
}

function changed(input: Buffer, others: readonly Buffer[], dice: Dice): Buffer {
  const at = dice(input.length + 1);
  const length = dice(Math.min(input.length - at, 1 << dice(8)) + 1);
  switch (dice(9)) {
    case 0: // one bit
    case 1: // one byte
      return replaced(input, at, 1, Buffer.from([dice(2) ? dice(256) : (input[at] ?? 0) ^ (1 << dice(8))]));
    case 2:
      return replaced(input, at, length, Buffer.alloc(0));
    case 3: // a piece twice
      return replaced(input, at, 0, input.subarray(at, at + length));
    case 4: // a piece somewhere else
      return replaced(input, dice(input.length + 1), length, input.subarray(at, at + length));
    case 5:
    case 6:
      return replaced(input, at, dice(2) ? length : 0, WORDS[dice(WORDS.length)]!);
    case 7: {
      const other = others[dice(others.length)] ?? input;
      const from = dice(other.length + 1);
      return replaced(input, at, length, other.subarray(from, from + 1 + dice(64)));
    }
    default:
      return otherNumber(input, at, dice);
  }
}

function replaced(input: Buffer, at: number, length: number, by: Buffer): Buffer {
  return Buffer.concat([input.subarray(0, at), by, input.subarray(at + length)]);
}

/** The first number at or behind this place becomes another. */
function otherNumber(input: Buffer, at: number, dice: Dice): Buffer {
  let start = at;
  while (start < input.length && !isDigit(input[start]!)) start++;
  let end = start;
  while (end < input.length && isDigit(input[end]!)) end++;
  const numbers = [
    dice(10),
    dice(300),
    dice(2 ** 31),
    -dice(10),
    Number(input.subarray(start, end)) + 1 - dice(3),
  ];
  return replaced(input, start, end - start, Buffer.from(String(numbers[dice(numbers.length)])));
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

export function diceOf(seed: number): Dice {
  const next = randomInts(seed);
  return (below) => (below <= 1 ? 0 : next() % below);
}
