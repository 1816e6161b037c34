import { describe, expect, test } from "vitest";
import { Handshake, type Step } from "../../src/net/handshake.js";
import { decodeLinkFrame, encodeLinkFrame } from "../../src/net/link-frame.js";
import { Nonces } from "../../src/net/nonce.js";

const handshake = (self: number, peers: number[]) => new Handshake(self, peers, 18);
const routingId = (number: number) => Buffer.from([0, 0, 0, 0, number]);
const hello = (from: number, to: number) => [encodeLinkFrame({ link: "hello", from, to })];

/** The link frames that steps send through the listener, with the link that they go to. */
function answers(steps: readonly Step[]) {
  return steps.flatMap((step) =>
    step.do === "answer"
      ? [{ link: step.routingId[4]!, bytes: step.frame, frame: decodeLinkFrame(step.frame)! }]
      : [],
  );
}

function challengeIn(steps: readonly Step[]) {
  return answers(steps).find((answer) => answer.frame.link === "challenge")!;
}

function proofsIn(steps: readonly Step[]) {
  return answers(steps).filter((answer) => answer.frame.link === "proof");
}

function nonceIn(bytes: Buffer): string {
  const frame = decodeLinkFrame(bytes)!;
  return frame.link === "hello" ? "" : frame.nonce;
}

const countOf = (steps: readonly Step[], what: Step["do"]) => steps.filter((step) => step.do === what).length;

test("nonces are sealed with other first bytes each, whatever mark they begin with", () => {
  for (const mark of ["", "70617474"]) {
    const nonces = new Nonces(Buffer.from(mark, "hex"));
    const made = Array.from({ length: 100_000 }, () => nonces.seal(routingId(1), 2));
    expect(new Set(made.map((nonce) => nonce.slice(0, 24))).size).toBe(made.length);
    for (const nonce of made.slice(0, 100)) expect(nonce.startsWith(mark)).toBe(true);
    expect(nonces.open(made[7] as string, 2)).toEqual(routingId(1));
    expect(nonces.open(made[7] as string, 3)).toBe(null);
  }
});

describe("two honest nodes", () => {
  // Node 1's link is number 31 at node 3's listener; node 3's link is number 13 at node 1's.
  const one = handshake(1, [2, 3]);
  const three = handshake(3, [1, 2]);

  test("prove their links to each other, whoever is first", () => {
    expect(one.linkUp(3)).toEqual([{ do: "say", peer: 3, frame: hello(1, 3)[0] }]);
    three.linkUp(1);
    const fromThree = challengeIn(three.heardAtListener(routingId(31), hello(1, 3)));
    expect(one.heardFromPeer(3, fromThree.bytes)).toEqual([]); // nobody has yet said that it is node 3
    const atOne = one.heardAtListener(routingId(13), hello(3, 1));
    const proofs = three.heardFromPeer(1, challengeIn(atOne).bytes);
    expect(three.heardFromPeer(1, proofsIn(atOne)[0]!.bytes)).toEqual([
      { do: "up", peer: 1, routingId: routingId(31), isNew: true },
    ]);
    expect(proofsIn(proofs).map((proof) => proof.link)).toEqual([31]);
    expect(one.heardFromPeer(3, proofsIn(proofs)[0]!.bytes)).toEqual([
      { do: "up", peer: 3, routingId: routingId(13), isNew: true },
    ]);
  });

  test("say hello no more once they are proved, and take a repeated proof for nothing new", () => {
    expect(one.tick().filter((step) => step.do === "say" && step.peer === 3)).toEqual([]);
    const again = proofsIn(one.heardAtListener(routingId(13), hello(3, 1)));
    expect(three.heardFromPeer(1, again[0]!.bytes)).toEqual([]);
  });

  test("prove a new link after a reconnection", () => {
    one.linkUp(3);
    const challenge = challengeIn(three.heardAtListener(routingId(32), hello(1, 3)));
    const [proof] = proofsIn(one.heardFromPeer(3, challenge.bytes));
    expect(proof!.link).toBe(13);
    expect(three.heardFromPeer(1, proof!.bytes)).toEqual([
      { do: "up", peer: 1, routingId: routingId(32), isNew: true },
    ]);
  });
});

/** Node 2 lies to node 1: its link, number 12, says that it is node 3. */
function attack() {
  const one = handshake(1, [2, 3]);
  const steps = one.heardAtListener(routingId(12), hello(3, 1));
  return { one, steps, nonce: challengeIn(steps).bytes };
}

describe("a member that claims to be another", () => {
  test("gets a challenge, and no proof that it makes of it is accepted from its own link", () => {
    const { one, nonce } = attack();
    const text = nonceIn(nonce);
    const asItself = encodeLinkFrame({
      link: "proof",
      from: 2,
      to: 1,
      nonce: text,
    });
    expect(one.heardFromPeer(2, asItself)).toEqual([]);
    const asNode3 = encodeLinkFrame({
      link: "proof",
      from: 3,
      to: 1,
      nonce: text,
    });
    expect(countOf(one.heardFromPeer(2, asNode3), "malformed")).toBe(1);
  });

  test("cannot have the true peer prove the false link: node 3 repeats nonces only to whoever they came from", () => {
    const { nonce } = attack();
    const text = nonceIn(nonce);
    const three = handshake(3, [1, 2]);
    three.heardAtListener(routingId(51), hello(1, 3));
    three.heardAtListener(routingId(52), hello(2, 3));
    const relayed = encodeLinkFrame({
      link: "challenge",
      from: 2,
      to: 3,
      nonce: text,
    });
    expect(proofsIn(three.heardFromPeer(2, relayed)).map((proof) => proof.link)).toEqual([52]);
    expect(countOf(three.heardFromPeer(2, nonce), "malformed")).toBe(1);
  });

  test("does not crowd out the true peer by dozens of links and hundreds of hellos, and is counted", () => {
    const one = handshake(1, [2, 3]);
    one.linkUp(3);
    one.heardFromPeer(3, encodeLinkFrame({ link: "challenge", from: 3, to: 1, nonce: "ab".repeat(33) }));
    let unconfirmed = 0;
    const flood = () => {
      for (let link = 0; link < 200; link += 1) {
        unconfirmed += countOf(one.heardAtListener(routingId(link), hello(3, 1)), "unconfirmed");
      }
    };
    flood();
    const steps = one.heardAtListener(routingId(255), hello(3, 1)); // the true node 3
    flood();
    expect(proofsIn(steps).map((proof) => proof.link)).toEqual([255]);
    expect(unconfirmed).toBeGreaterThan(300);
    expect(challengeIn(steps).link).toBe(255);
  });

  test("is counted, once, when the true peer is up and does not confirm it", () => {
    const one = handshake(1, [2, 3]);
    const nonce = nonceIn(challengeIn(one.heardAtListener(routingId(13), hello(3, 1))).bytes);
    one.heardFromPeer(3, encodeLinkFrame({ link: "proof", from: 3, to: 1, nonce }));
    one.heardAtListener(routingId(12), hello(3, 1));
    const counted = Array.from({ length: 20 }, () => countOf(one.tick(), "unconfirmed"));
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(1);
  });
});

describe("what reaches a listener", () => {
  test.each([
    ["a payload", [Buffer.from("{}")]],
    ["two parts", [...hello(3, 1), Buffer.from("body")]],
    ["nothing", [Buffer.alloc(0)]],
    ["a hello to another node", hello(3, 2)],
    ["a hello of a stranger", hello(9, 1)],
    ["a hello of this node itself", hello(1, 1)],
    ["a proof", [encodeLinkFrame({ link: "proof", from: 3, to: 1, nonce: "00".repeat(33) })]],
  ])("%s is neither believed nor answered", (_, parts) => {
    const one = handshake(1, [2, 3]);
    expect(one.heardAtListener(routingId(13), parts)).toEqual([{ do: "unconfirmed", claimed: null }]);
  });

  test("a routing id that the peer chose for itself is not answered", () => {
    const one = handshake(1, [3]);
    const steps = one.heardAtListener(Buffer.from("squat"), hello(3, 1));
    expect(steps).toEqual([{ do: "unconfirmed", claimed: null }]);
  });
});

test("a peer that is not heard is dialled afresh, ever more rarely, and asked in between", () => {
  const one = handshake(1, [3]);
  const ticks = Array.from({ length: 100 }, () => one.tick()[0]!.do);
  expect(ticks.filter((step) => step === "redial")).toHaveLength(3);
  expect(ticks.filter((step) => step === "say")).toHaveLength(97);
});

test("what is said in the name of a forgotten peer is neither answered nor counted", () => {
  const one = handshake(1, [3]);
  one.forget(3);
  expect(one.heardAtListener(routingId(13), hello(3, 1))).toEqual([]);
  expect(one.tick()).toEqual([]);
});

test("a nonce does not tell a link its own routing id", () => {
  const one = handshake(1, [3]);
  const id = Buffer.from([0, 0x6b, 0x8b, 0x45, 0x67]);
  expect(challengeIn(one.heardAtListener(id, hello(3, 1))).bytes.toString()).not.toContain(
    id.toString("hex"),
  );
});

test("a proof made for the node's former process is ignored, and is no fault", () => {
  const before = handshake(1, [3]);
  const after = handshake(1, [3]);
  const frame = decodeLinkFrame(challengeIn(before.heardAtListener(routingId(13), hello(3, 1))).bytes)!;
  const proof = encodeLinkFrame({
    link: "proof",
    from: 3,
    to: 1,
    nonce: "nonce" in frame ? frame.nonce : "",
  });
  expect(after.heardFromPeer(3, proof)).toEqual([]);
});
