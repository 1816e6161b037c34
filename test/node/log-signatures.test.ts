/**
 * What one member of a log accepts all accept, by libsodium or by OpenSSL: at the edges, too, where the two differ by
 * themselves. The signatures are made by arithmetic of the test's own, as only one who signs with a key of his own can.
 */
import { createHash, createPublicKey, generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { secretKeyOf } from "../../src/node/ed25519.js";
import { byOpenssl, libsodium, memberVerifier, type Signatures } from "../../src/node/log-signatures.js";

type Point = readonly [bigint, bigint];

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const TEXT = "a vote";
const KEY = 123_456_789n;
const NONCE = 987_654_321n;

const mod = (a: bigint, m = P): bigint => ((a % m) + m) % m;
function power(base: bigint, exponent: bigint): bigint {
  let [result, square] = [1n, mod(base)];
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = mod(result * square);
    square = mod(square * square);
  }
  return result;
}
const inverse = (a: bigint): bigint => power(a, P - 2n);
const D = mod(-121665n * inverse(121666n));
const I = power(2n, (P - 1n) / 4n);

/** RFC 8032, §5.1.3 and §5.1.4. */
function xOf(y: bigint): bigint | null {
  const square = mod((y * y - 1n) * inverse(D * y * y + 1n));
  const root = power(square, (P + 3n) / 8n);
  for (const x of [root, mod(root * I)]) if (mod(x * x) === square) return x & 1n ? P - x : x;
  return null;
}
function add([x1, y1]: Point, [x2, y2]: Point): Point {
  const k = mod(D * mod(x1 * x2) * mod(y1 * y2));
  return [mod((x1 * y2 + x2 * y1) * inverse(1n + k)), mod((y1 * y2 + x1 * x2) * inverse(1n - k))];
}
function times(point: Point, factor: bigint): Point {
  let [result, doubled]: [Point, Point] = [[0n, 1n], point];
  for (let left = factor; left > 0n; left >>= 1n) {
    if (left & 1n) result = add(result, doubled);
    doubled = add(doubled, doubled);
  }
  return result;
}
function littleEndian(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, "0"), "hex").reverse();
}
const bytesOf = ([x, y]: Point): Buffer => littleEndian(y | ((x & 1n) << 255n));
const numberIn = (bytes: Buffer): bigint => BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);

const Y = mod(4n * inverse(5n));
const BASE: Point = [xOf(Y)!, Y];
const PUBLIC = times(BASE, KEY);
const NONCE_POINT = times(BASE, NONCE);

/** A point of order 8. */
function eighth(): Point {
  for (let y = 2n; ; y++) {
    const x = xOf(y);
    if (x === null) continue;
    const point = times([x, y], L);
    if (times(point, 4n)[1] !== 1n) return point;
  }
}
const EIGHTH = eighth();

function challenge(r: Buffer, key: Buffer): bigint {
  return mod(numberIn(createHash("sha512").update(r).update(key).update(TEXT).digest()), L);
}
/** R and S such that S·B = `nonce`·B + challenge·KEY·B. */
function signature(r: Buffer, key: Buffer, nonce: bigint): Buffer {
  return Buffer.concat([r, littleEndian(mod(nonce + challenge(r, key) * KEY, L))]);
}
function withS(given: Buffer, change: (s: bigint) => bigint): Buffer {
  return Buffer.concat([given.subarray(0, 32), littleEndian(change(numberIn(given.subarray(32))))]);
}

const PLAIN = bytesOf(PUBLIC);
const MIXED = bytesOf(add(PUBLIC, EIGHTH));
const plain = signature(bytesOf(NONCE_POINT), PLAIN, NONCE);
const neutral = bytesOf([0n, 1n]);

const CASES: readonly (readonly [string, Buffer, Buffer, boolean])[] = [
  ["a plain signature", PLAIN, plain, true],
  ["S beyond the group's order", PLAIN, withS(plain, (s) => s + L), false],
  [
    "R that is off by a point of order 8",
    PLAIN,
    signature(bytesOf(add(NONCE_POINT, EIGHTH)), PLAIN, NONCE),
    false,
  ],
  ["R the neutral point", PLAIN, signature(neutral, PLAIN, 0n), false],
  ["R the neutral point in another form", PLAIN, signature(littleEndian(P + 1n), PLAIN, 0n), false],
  ["a key that is the neutral point", neutral, signature(bytesOf(NONCE_POINT), neutral, NONCE), false],
  ["a key of order 8", bytesOf(EIGHTH), signature(bytesOf(EIGHTH), bytesOf(EIGHTH), 0n), false],
  ["a key that is no point", littleEndian(2n), plain, false],
  ["a signature that is cut off", PLAIN, plain.subarray(0, 63), false],
  ["one with a byte more", PLAIN, Buffer.concat([plain, Buffer.of(0)]), false],
];

function accepts(signatures: Signatures, key: Buffer, signed: Buffer): boolean {
  const verify = memberVerifier(() => key.toString("hex"), signatures);
  return verify(1, TEXT, signed.toString("base64url"));
}

describe.each([
  ["OpenSSL", byOpenssl],
  ["libsodium", libsodium()!],
] as const)("by %s", (_, signatures) => {
  it.each(CASES)("%s", (_what, key, signed, isAccepted) => {
    expect(accepts(signatures, key, signed)).toBe(isAccepted);
  });
});

it("a key with a part of order 8 is one whose signatures count or not by both alike", () => {
  const answers: boolean[] = [];
  for (
    let [at, nonce] = [NONCE_POINT, NONCE];
    answers.length < 24;
    [at, nonce] = [add(at, BASE), nonce + 1n]
  ) {
    const signed = signature(bytesOf(at), MIXED, nonce);
    answers.push(accepts(byOpenssl, MIXED, signed));
    expect(accepts(libsodium()!, MIXED, signed)).toBe(answers.at(-1));
  }
  expect(new Set(answers)).toEqual(new Set([true, false]));
});

it("planted: without the rules the two differ, as Node.js itself does: 24 refuses an R that is the neutral point, 20 and 22 do not", () => {
  const bare = (signatures: Signatures, key: Buffer, signed: Buffer) => {
    try {
      return signatures.verifier(key)(Buffer.from(TEXT), signed);
    } catch {
      return false; // libsodium throws for what is cut off
    }
  };
  const isApart = ([, key, signed]: (typeof CASES)[number]) =>
    bare(byOpenssl, key, signed) !== bare(libsodium()!, key, signed);
  const apart = CASES.filter(isApart).map(([what]) => what);
  const always = "one with a byte more";
  expect([[always], ["R the neutral point", always]]).toContainEqual(apart);
});

it("both sign the same, accept it, and refuse it where any bit is another", () => {
  const bits = fc.integer({ min: 0, max: 511 });
  const both = [byOpenssl, libsodium()!];
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.string(), bits, (seed, text, bit) => {
      const [signed, same] = both.map((by) => by.signer(Buffer.from(seed))(Buffer.from(text)));
      expect(same).toEqual(signed);
      const { x } = createPublicKey(secretKeyOf(Buffer.from(seed).toString("hex"))).export({ format: "jwk" });
      const key = Buffer.from(x!, "base64url").toString("hex");
      const answers = () =>
        both.map((by) => memberVerifier(() => key, by)(1, text, signed!.toString("base64url")));
      expect(answers()).toEqual([true, true]);
      signed![bit >> 3]! ^= 1 << (bit & 7);
      expect(answers()).toEqual([false, false]);
    }),
    { numRuns: 50 },
  );
});

it("a key of node:crypto's is one of both", () => {
  const { d, x } = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  const [seed, key] = [Buffer.from(d!, "base64url"), Buffer.from(x!, "base64url")];
  for (const by of [byOpenssl, libsodium()!]) {
    const signed = by.signer(seed)(Buffer.from(TEXT));
    for (const other of [byOpenssl, libsodium()!]) expect(accepts(other, key, signed)).toBe(true);
  }
});
