/** Rows 15 and 34 to 37: members with signing keys of their own who break the rules of chains, against real processes. */
import { expect, it } from "vitest";
import { configHash } from "../../src/config/config.js";
import { type Chain, orderText, readyText, signChain, unsigned } from "../../src/core/signer.js";
import { ed25519Signer } from "../../src/node/ed25519.js";
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

/** The message with other chains. */
function telling(parts: readonly Buffer[], chains: readonly object[]): Parts {
  return [JSON.stringify({ ...(JSON.parse(String(parts[0])) as object), chains })];
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
  await Member.join(on, 6, alter);
  const outcomes = await agreed([1, 2, 3, 4, 5].map((id) => startLoyal(on, id)));

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
