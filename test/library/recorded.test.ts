/** What members of a group record of an agreement: put together, it is judged and played again step by step. */
import { once } from "node:events";
import { expect, it, onTestFinished } from "vitest";
import { freeAddresses } from "../../src/cluster/ports.js";
import type { AgreementRecord, JoinOptions } from "../../src/entry/index.js";

const built = new URL("../../dist/entry/index.js", import.meta.url).href;
const {
  audit,
  explainNode,
  joinGroup,
  linesOf,
  makeSigningKeyPair,
  parseConfig,
  readRecording,
  recordingOf,
  toPlain,
} = (await import(built)) as typeof import("../../src/entry/index.js");

type Joined = Awaited<ReturnType<typeof joinGroup>>;

async function group(more: object, record: JoinOptions["record"] = true) {
  const addresses = await freeAddresses(4);
  const signing = addresses.map(() => makeSigningKeyPair());
  const isSigned = "protocol" in more && more.protocol === "sm";
  const nodes = addresses.map((address, at) => ({
    ...{ id: at + 1, address },
    ...(isSigned && { signingKey: signing[at]!.signingKey }),
  }));
  const config = parseConfig(JSON.stringify({ version: 1, nodes, roundTimeout: "5s", m: 1, ...more }));
  const members = await Promise.all(
    nodes.map(({ id }) => {
      const secret = isSigned ? { signingSecret: signing[id - 1]!.signingSecret } : {};
      return joinGroup({ config, id, inFlight: 2, ...(record !== undefined && { record }), ...secret });
    }),
  );
  onTestFinished(async () => {
    await Promise.all(members.map((member) => member.close()));
  });
  return { config, members };
}

/** One agreement; the records as they come over a network. */
async function recorded(
  members: readonly Joined[],
  give: (id: number) => unknown,
): Promise<AgreementRecord[]> {
  const records = members.map((member) => once(member, "record"));
  // one that was late is told so, and has recorded all the same
  await Promise.allSettled(members.map((member) => member.agree(give(member.id) as string)));
  const all = (await Promise.all(records)).map(([record]) => record as AgreementRecord);
  return JSON.parse(JSON.stringify(all)) as AgreementRecord[];
}

/** As `explain` reads it. */
function readBack(recording: ReturnType<typeof recordingOf>) {
  return readRecording(
    linesOf(recording)
      .map((line) => JSON.stringify(line))
      .join("\n")
      .concat("\n"),
  );
}

/** As of a machine whose clock counts from another moment. */
function elsewhere(record: AgreementRecord): AgreementRecord {
  const text = JSON.stringify(record).replace(/"(at|atMs)":([0-9.]+)/g, (_, key: string, ms: string) => {
    return `"${key}":${Number(ms) + 1_000_000 * record.node}`;
  });
  return JSON.parse(text) as AgreementRecord;
}

const attack = (id: number) => (id === 1 ? "attack" : undefined);

it("four members, one of which lies: all of its steps are played again, agreement after agreement", async () => {
  const { config, members } = await group({ traitors: [{ id: 3, strategy: "split" }] });
  for (const instance of [0, 1, 2]) {
    const records = await recorded(members, attack);
    expect(records).toMatchObject([1, 2, 3, 4].map((node) => ({ node, instance, general: 1 })));
    const recording = readBack(recordingOf(config, records.map(elsewhere)));
    expect(audit(recording)).toMatchObject({ contradictions: [], notJudged: [] });
    expect(audit(recording).replayed).toBe(recording.inputs?.filter(({ node }) => node !== 3).length);
    expect(audit(recording).replayed).toBeGreaterThanOrEqual(3 * 10);
    expect(recording.verdict).toMatchObject({ conditions: { ic1: "holds", ic2: "holds" }, observed: [] });
    expect(toPlain(explainNode(recording, 2))).toContain("attack");
  }
});

it("planted: one input that is changed, and one that is left out, is told", async () => {
  const { config, members } = await group({});
  const records = await recorded(members, attack);
  const isReport = (one: AgreementRecord["told"][number]) =>
    one.type === "input" && one.input.is === "report" && one.input.from === 3;
  const changed = records.map((record) => {
    if (record.node !== 2) return record;
    const told = record.told.map((one) => {
      if (!isReport(one) || one.type !== "input") return one;
      const relays = one.input.relays?.map((relay) => ({ ...relay, order: "retreat" }));
      return { ...one, input: { ...one.input, ...(relays && { relays }) } };
    });
    return { ...record, told };
  });
  const said = audit(readBack(recordingOf(config, changed))).contradictions;
  expect(said.join("\n")).toMatch(/a report of round 1 came in to node 2 from node 3, which is loyal/);
  const lost = records.map((record) => ({
    ...record,
    told: record.told.filter((one) => record.node !== 2 || !isReport(one)),
  }));
  expect(audit(readBack(recordingOf(config, lost))).contradictions.length).toBeGreaterThan(0);
});

it("more may be known to have lied than the group tolerates, and are listed all the same", async () => {
  const { config, members } = await group({});
  const records = await recorded(members, attack);
  const traitors = [3, 4].map((id) => ({ id, strategy: "flip" }) as const);
  const { run } = readBack(recordingOf({ ...config, traitors }, records));
  expect(run.traitors.map(({ id }) => id)).toEqual([3, 4]);
});

it.each([
  ["signed", { protocol: "sm", traitors: [{ id: 1, strategy: "split" }] }, attack],
  [
    "with a member that is silent",
    { traitors: [{ id: 4, strategy: "silent" }], roundTimeout: "200ms" },
    attack,
  ],
  ["by phases", { protocol: "king", m: 0 }, attack],
  ["of values", { orders: "any" }, (id: number) => (id === 1 ? { quota: 12 } : undefined)],
  ["of a vector of values", { protocol: "vector", orders: "any" }, (id: number) => ({ load: id })],
])("an agreement %s is played again", async (_, more, give) => {
  const { config, members } = await group(more);
  await recorded(members, give);
  const recording = readBack(recordingOf(config, await recorded(members, give)));
  expect(audit(recording)).toMatchObject({ contradictions: [], notJudged: [] });
  expect(audit(recording).replayed).toBeGreaterThan(20);
});

type Told = AgreementRecord["told"][number];

function found(record: AgreementRecord, is: (one: Told) => boolean): Told {
  const one = record.told.find(is);
  if (!one) throw new Error("nothing like that is told");
  return one;
}

const decision = (one: Told) => one.type === "event" && one.event.kind === "decide";
const fromFour = (one: Told) => one.type === "report" && one.report.from === 4;
const withValues = (one: Told) => one.type === "input" && one.input.values !== undefined;

/** One more thing that it tells: one that it told, changed in its part of that name. */
function oneMore(record: AgreementRecord, is: (one: Told) => boolean, changes: object): object {
  const one = found(record, is);
  const part = (one as unknown as Record<string, object>)[one.type];
  return { told: [...record.told, { ...one, [one.type]: { ...part, ...changes } }] };
}

/** The same in the place of that. */
function instead(record: AgreementRecord, is: (one: Told) => boolean, changes: object): object {
  const told = record.told.filter((one) => !is(one));
  return { told: [...told, (oneMore(record, is, changes) as AgreementRecord).told.at(-1)] };
}

const other = ({ order }: AgreementRecord) => ({ [order]: JSON.stringify({ quota: 99 }) });
const GAVE_UP = { type: "end", end: { kind: "gaveUp", missing: { join: 1 } } };

/** What member 3 tells instead, and what is said to it. */
const FORGED: readonly (readonly [string, (record: AgreementRecord) => object, RegExp])[] = [
  ["another value that was given", (told) => ({ contents: other(told) }), /digest is not that/],
  [
    "another value that was decided",
    (told) => instead(told, decision, { contents: other(told) }),
    /digest is not that/,
  ],
  [
    "another value that came in",
    (told) => oneMore(told, withValues, { values: other(told) }),
    /in "values" a digest is not/,
  ],
  ["no value of its order", () => ({ contents: {} }), /lacks the value of its "order"/],
  ["no text for a value", ({ order }) => ({ contents: { [order]: 12 } }), /digest is not that/],
  [
    "what node 2 accepted",
    (told) => oneMore(told, fromFour, { to: 2 }),
    /"to" is 2, and it tells what node 3 saw/,
  ],
  [
    "what came in to node 2",
    (told) => oneMore(told, withValues, { node: 2 }),
    /"node" is 2, and it tells what/,
  ],
  ["a report twice", (told) => oneMore(told, fromFour, {}), /a report of round . from node 4 already/],
  ["two decisions", (told) => oneMore(told, decision, {}), /there is a decision already/],
  ["an order that is no text", (told) => instead(told, decision, { order: 12 }), /"order" is 12/],
  ["a moment that is none", (told) => instead(told, decision, { atMs: "x" }), /"atMs" is "x"/],
  ["a line of another type", () => ({ told: [{ type: "report", report: { type: "run" } }] }), /"round"/],
  ["nothing", () => ({ told: null }), /"told" is null/],
  ["nulls", () => ({ told: [null] }), /entry 1 of "told": it is null/],
  ["an end that misses no list", () => ({ told: [GAVE_UP] }), /"missing" is an object/],
];

function refusalOf(put: () => unknown): string {
  try {
    put();
  } catch (error) {
    return String(error);
  }
  return "it is believed";
}

it("planted: a member that tells what is not its own to tell is refused by name", async () => {
  const { config, members } = await group({ orders: "any" });
  await recorded(members, (id) => (id === 1 ? { quota: 12 } : undefined));
  const records = await recorded(members, (id) => (id === 1 ? { quota: 12 } : undefined));
  expect(audit(readBack(recordingOf(config, records))).contradictions).toEqual([]);
  const [{ order, contents }, second, honest, fourth] = records as [
    AgreementRecord,
    AgreementRecord,
    AgreementRecord,
    AgreementRecord,
  ];
  // it says that it gave what the general did, so that it can lie about that value
  const third = { ...honest, order, ...(contents && { contents }) };
  const put = (changes: object) => () =>
    recordingOf(config, [records[0]!, second, { ...third, ...changes }, fourth]);
  for (const [what, forge, why] of FORGED) {
    const said = `${what}: ${refusalOf(put(forge(third)))}`;
    expect(said).toMatch(`${what}: RangeError: the record of node 3 cannot be read: `);
    expect(said).toMatch(why);
  }
  // it may keep to itself what came in to it: that makes nobody else's steps unjudged
  const silent = { ...honest, told: honest.told.filter(({ type }) => type !== "input") };
  const without = (given: typeof config) =>
    audit(readBack(recordingOf(given, [records[0]!, second, silent, fourth])));
  const why = "What came in to node 3 is not recorded: steps taken there cannot be judged.";
  expect(without(config)).toMatchObject({ contradictions: [], notJudged: [why] });
  const all = records.map((one) => ({ ...one, told: one.told.filter(({ type }) => type !== "input") }));
  expect(audit(readBack(recordingOf(config, all))).notJudged.join()).toMatch(
    /came in to nodes 1, 2, 3 and 4 is/,
  );
  const knowing = without({ ...config, traitors: [{ id: 3, strategy: "split" }] as never });
  expect(knowing).toMatchObject({ contradictions: [], notJudged: [] });
  expect(Math.min(without(config).replayed ?? 0, knowing.replayed ?? 0)).toBeGreaterThan(20);
  expect(put({ node: "toString" })).toThrow(/a record's node is "toString"/);
  expect(put({ general: 9 })).toThrow(/a record's general is 9/);
});

it("a member that left no record counts as one that failed; records of two agreements are no recording", async () => {
  const { config, members } = await group({});
  const records = await recorded(members, attack);
  const recording = readBack(recordingOf(config, records.slice(0, 3)));
  expect(recording.verdict?.observed).toEqual([{ id: 4, why: "left no record of instance 0" }]);
  expect(audit(recording)).toMatchObject({ contradictions: [] });
  const [again] = await recorded(members, attack);
  expect(() => recordingOf(config, [again!, ...records.slice(1)])).toThrow(/instance 1 .*instance 0/);
  expect(() => recordingOf(config, [...records, records[0]!])).toThrow(/two records of node 1/);
  expect(() => recordingOf(config, [])).toThrow(/no records/);
});

it("nothing is told where nothing is to be recorded, and a folder is refused; so is a record without end", async () => {
  const { members } = await group({}, false);
  const told: unknown[] = [];
  for (const member of members) member.on("record", (record) => told.push(record));
  await Promise.all(members.map((member) => member.agree(attack(member.id))));
  expect(told).toEqual([]);
  const nodes = Array.from({ length: 16 }, (_, at) => ({
    id: at + 1,
    address: `tcp://127.0.0.1:${24_001 + at}`,
  }));
  const config = parseConfig(JSON.stringify({ version: 1, nodes, m: 5 }));
  await expect(joinGroup({ config, id: 1, record: true })).rejects.toThrow(
    "one agreement of 16 members with m = 5 holds 792,152 relays, and 400,000 are the most\n  fix: leave record out; it goes with m = 4, or with m = 5 in a group of 14",
  );
  await expect(group({}, "folder" as never)).rejects.toThrow(/record is "folder", and is true or false/);
});
