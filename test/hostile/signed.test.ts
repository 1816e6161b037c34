/**
 * Rows 15 and 34 to 37: members with signing keys of their own who break the rules of chains, against real processes.
 *
 * Row 37 once held for orders that were accepted alone: a second order in a report that did not count left no evidence.
 * Siblings looked for: a duplicate; a closed round; a round in which the teller owes nothing; two orders in one report;
 * a chain that is void for its path or for another's signature; a digest without its value, or with what is no value;
 * told to one node alone; told first, before what counts.
 */
import { join } from "node:path";
import { expect, it } from "vitest";
import { configHash } from "../../src/config/hash.js";
import { type Chain, orderText, readyText, signChain, unsigned } from "../../src/core/signer.js";
import { ed25519Signer } from "../../src/node/ed25519.js";
import { strategos, temporaryFolder } from "../run/strategos.js";
import { type Alter, Member, type Parts } from "./member.js";
import { agreed, expectFault, type Stage, stage, startLoyal } from "./stage.js";

const LINES = ["protocol: sm", "roundTimeout: 20s", "startTimeout: 60s"];

/** Signs for everybody: what a member has seen signed, in this run or another. */
function signerOf({ config, keys }: Stage, run = config.run) {
  const pairs = [...keys];
  return ed25519Signer(
    { protocol: "sm", run, hash: configHash(config), instance: 0 },
    {
      publicKeys: Object.fromEntries(pairs.map(([id, pair]) => [id, pair.signingKey!])),
      secretKeys: Object.fromEntries(pairs.map(([id, pair]) => [id, pair.signingSecret!])),
    },
  );
}

type Hand = ReturnType<typeof signerOf>;

const signed = (signer: Hand, order: string, path: readonly number[]): Chain =>
  path.reduce((chain, by) => signChain(signer, chain, by), unsigned(order));

/** The message with other chains, and as of another round. */
function telling(parts: readonly Buffer[], chains: readonly object[], round?: number): Parts {
  const fields = JSON.parse(String(parts[0])) as object;
  return [JSON.stringify({ ...fields, ...(round !== undefined && { round }), chains })];
}

/** Resolves when the stream has said something like this. */
async function said(stream: NodeJS.ReadableStream, pattern: RegExp): Promise<void> {
  let text = "";
  await new Promise<void>((resolve) => {
    stream.on("data", (chunk: string) => {
      text += chunk;
      if (pattern.test(text)) resolve();
    });
  });
}

it("rows 15 and 34 to 36: every chain that is void changes nothing, and its teller is named", async () => {
  const on = await stage({ n: 6, lines: [...LINES, "m: 2"] });
  const signer = signerOf(on);
  const elsewhere = signerOf(on, "yesterday");
  const good = signed(signer, "retreat", [1, 6]);
  const isReady = signer.sign(1, readyText(signer.domain, 1));
  const behindReady = orderText(signer.domain, { order: "retreat", path: [1], signatures: [isReady] }, 6);
  const asOrder = { ...good, signatures: [isReady, signer.sign(6, behindReady)] };
  const captured = [...signed(elsewhere, "retreat", [1]).signatures];
  const afterCaptured = orderText(signer.domain, { order: "retreat", path: [1], signatures: captured }, 6);
  const replayed = { ...good, signatures: [...captured, signer.sign(6, afterCaptured)] };
  const oral = configHash({ ...on.config, protocol: "om" });

  const told: Readonly<Record<string, readonly object[]>> = {
    "1 to 2": [{ ...good, signatures: [good.signatures[0], "0".repeat(128)] }],
    "1 to 3": [{ ...good, signatures: good.signatures.slice(0, 1) }],
    "1 to 4": [signed(signer, "retreat", [1])],
    "2 to 2": [signed(signer, "retreat", [1, 6, 6])],
  };
  const flood = ([head]: readonly Buffer[]): Parts => {
    const chains = ["retreat", "attack", "retreat"].map((order) => signed(signer, order, [1]));
    return [JSON.stringify({ ...(JSON.parse(String(head)) as object), type: "report", chains })];
  };
  const alter: Alter = ({ type, round, to, parts }) => {
    // what cuts its link comes last, since it waits for those who do not talk to it any more
    if (type === "done" && to === 5) return [flood(parts)];
    if (type === "done" && to === 3) return [[String(parts[0]).replace(/"hash":"\w+"/, `"hash":"${oral}"`)]];
    if (type === "done" && to === 4)
      return [[String(parts[0]).replace('"run":"1"', '"run":"yesterday"')], parts];
    if (type !== "report") return [parts];
    if (round === 2 && (to === 3 || to === 4)) {
      const { signatures } = to === 3 ? replayed : asOrder;
      return [telling(parts, [{ order: "retreat", path: [1, 5, 6], signatures: [...signatures, isReady] }])];
    }
    const chains = told[`${round} to ${to}`];
    return chains ? [telling(parts, chains)] : [parts];
  };
  // whose key another holds is as good as a traitor: his second order is evidence, wherever it is shown
  await Member.join(on, 1);
  await Member.join(on, 6, alter);
  const outcomes = await agreed([2, 3, 4, 5].map((id) => startLoyal(on, id)));

  expect(outcomes.get(2)?.order).toBe("attack");
  const expected: [number, Parameters<typeof expectFault>[2]["kind"], RegExp][] = [
    [2, "badSignature", /^the signature of node 6 under retreat at path 1\.6 is not its own$/],
    [3, "badSignature", /^order retreat at path 1\.6 has 1 signatures$/],
    [4, "badPath", /^path 1 has 1 ids, round 1 has 2$/],
    [5, "malformed", /^3 chains in round 2, which has 2$/],
    [2, "badPath", /^path 1\.6\.6 /],
    [3, "badSignature", /^the signature of node 1 under retreat at path 1\.5\.6 is not its own$/],
    [4, "badSignature", /^the signature of node 1 under retreat at path 1\.5\.6 is not its own$/],
    [3, "otherConfig", /^has config hash/],
    [4, "otherRun", /^a message of run yesterday/],
  ];
  for (const [at, kind, detail] of expected) expectFault(outcomes, at, { from: 6, kind, detail });
});

it("row 34: a READY whose signature is not its signer's starts nobody; its bringer is cut", async () => {
  const on = await stage({ n: 4, lines: [...LINES, "m: 1"] });
  await Member.join(on, 4, ({ type, parts }) =>
    type === "ready"
      ? [[String(parts[0]).replace(/"signature":"\w+"/, `"signature":"${"0".repeat(128)}"`)]]
      : [parts],
  );
  const outcomes = await agreed([1, 2, 3].map((id) => startLoyal(on, id)));
  for (const id of [1, 2, 3]) {
    expect(outcomes.get(id)?.order).toBe("attack");
    expectFault(outcomes, id, {
      from: 4,
      kind: "badSignature",
      detail: /^the signature of node \d under its READY/,
    });
  }
});

it("row 37: a general who signs two orders is named by everyone, and all obey the same choice", async () => {
  const on = await stage({ n: 4, lines: [...LINES, "m: 1"] });
  const signer = signerOf(on);
  await Member.join(on, 1, ({ type, to, parts }) =>
    type === "report" && to === 3 ? [telling(parts, [signed(signer, "retreat", [1])])] : [parts],
  );
  const outcomes = await agreed([2, 3, 4].map((id) => startLoyal(on, id)));
  for (const id of [2, 3, 4]) {
    expect(outcomes.get(id)?.order).toBe("retreat");
    expectFault(outcomes, id, {
      from: 1,
      kind: "twoOrders",
      detail: /^signed both (attack and retreat|retreat and attack)$/,
    });
  }
});

const TWO_ORDERS = /^signed both \S+ and \S+$/;

/** Asserts that the file proves it to a stranger. */
async function expectProof(file: string): Promise<void> {
  const { code, stdout } = await strategos("verify-evidence", file);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^valid: the holder of this key signed both/)]);
}

it.each([
  { name: "listed", lines: [] },
  { name: "any", lines: ["orders: any"] },
])(
  "row 37, orders $name: a second order is evidence in whatever report it stands, and counts in none",
  async ({ lines }) => {
    const on = await stage({ n: 6, lines: [...LINES, ...lines, "m: 2"] });
    const signer = signerOf(on);
    const { orders, default: retreat, order: attack } = on.config;
    expect(orders).toContain(retreat);
    const other = signed(signer, retreat, [1]);
    const both = [attack, retreat].toSorted().map((order) => signed(signer, order, [1]));
    const folder = temporaryFolder();
    const proof = (id: number) => join(folder, `${id}.json`);
    await Member.join(on, 1, ({ type, to, parts }) => {
      const second = telling(parts, [other]);
      const honest = [parts];
      // node 2: before what counts, in a round in which he owes nothing
      if (type === "report" && to === 2) return [telling(parts, [other], 1), ...honest];
      if (type === "report" && to === 3) return [...honest, second];
      // node 5: both at once
      if (type === "report" && to === 5) return [telling(parts, both)];
      return honest;
    });
    // node 4: after its round, and not by the general himself
    await Member.join(on, 6, ({ type, to, parts }) => {
      if (type === "report" && to === 4)
        return [
          telling(parts, [{ ...other, path: [1, 6], signatures: [...other.signatures, "0".repeat(128)] }]),
        ];
      return [parts];
    });
    const outcomes = await agreed([2, 3, 4, 5].map((id) => startLoyal(on, id, "--evidence", proof(id))));
    for (const id of [2, 3, 4, 5]) {
      expect(outcomes.get(id)?.order).toBe(attack);
      expectFault(outcomes, id, { from: 1, kind: "twoOrders", detail: TWO_ORDERS });
      await expectProof(proof(id));
    }
    expectFault(outcomes, 2, {
      from: 1,
      kind: "badRound",
      detail: /^a report of round 1, in which it owes none$/,
    });
    expectFault(outcomes, 3, {
      from: 1,
      kind: "duplicate",
      detail: /^a second, different report of round 0/,
    });
    expectFault(outcomes, 4, { from: 6, kind: "badSignature", detail: /^the signature of node 6 under / });
    expectFault(outcomes, 5, { from: 1, kind: "malformed", detail: /^2 chains in round 0, which has 1$/ });
  },
);

it("row 37: a digest without its value, and one with what is no value, are orders that he signed", async () => {
  const on = await stage({ n: 4, lines: [...LINES, "orders: any", "m: 1"] });
  const signer = signerOf(on);
  await Member.join(on, 1, ({ type, to, parts }) => {
    if (type !== "report") return [parts];
    const empty = telling(parts, [signed(signer, "ab".repeat(32), [1])]);
    const { values: _, ...fields } = JSON.parse(String(empty[0])) as { values: string[] };
    return to === 2 ? [[JSON.stringify({ ...fields, values: ["1e400"] })], parts] : [parts, empty];
  });
  const outcomes = await agreed([2, 3, 4].map((id) => startLoyal(on, id)));
  for (const id of [2, 3, 4]) {
    expect(outcomes.get(id)?.order).toBe(on.config.order);
    expectFault(outcomes, id, { from: 1, kind: "twoOrders", detail: TWO_ORDERS });
  }
});

it("row 37: a general who is started again with another order is proved to have signed two", async () => {
  const on = await stage({ n: 4, lines: ["protocol: sm", "roundTimeout: 4s", "startTimeout: 60s", "m: 1"] });
  // node 4 says nothing, so that the others wait for it in round 1
  await Member.join(on, 4, ({ type, parts }) => (type === "report" ? [] : [parts]));
  const file = join(temporaryFolder(), "evidence.json");
  const watching = [startLoyal(on, 2, "--evidence", file), startLoyal(on, 3)];
  const first = startLoyal(on, 1);
  await Promise.all(watching.map(({ child }) => said(child.stderr!, /^round 0: heard/m)));
  first.child.kill("SIGKILL");
  await first.ended;
  const again = startLoyal(on, 1, "--order", "retreat");
  const outcomes = await agreed(watching);
  again.child.kill("SIGKILL");
  await again.ended;
  for (const id of [2, 3]) {
    expect(outcomes.get(id)?.order).toBe("attack");
    expectFault(outcomes, id, { from: 1, kind: "twoOrders", detail: TWO_ORDERS });
  }
  await expectProof(file);
});
