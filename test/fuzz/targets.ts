/** The decoders, each with what must hold for whatever it takes in. */
import { createHash, randomUUID } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initText } from "../../src/config/init.js";
import { keyFileText, readKeyFile } from "../../src/config/key-file.js";
import { makeKeyPair } from "../../src/config/keys.js";
import { parseConfig } from "../../src/config/parse.js";
import { ConfigError } from "../../src/config/problem.js";
import type { Group } from "../../src/core/group.js";
import type { Report } from "../../src/core/protocol.js";
import { checkText, textOf, type ValueText } from "../../src/core/value.js";
import { Handshake } from "../../src/net/handshake.js";
import { decodeLinkFrame, encodeLinkFrame } from "../../src/net/link-frame.js";
import { protocolOf } from "../../src/protocols/index.js";
import type { KingReport } from "../../src/protocols/king/rules.js";
import { randomOrders } from "../../src/protocols/om/lies.js";
import { emptyReport } from "../../src/protocols/om/report.js";
import type { SignedReport } from "../../src/protocols/sm/rules.js";
import type { CarriedReport } from "../../src/protocols/values/rules.js";
import { interactiveConsistency } from "../../src/protocols/vector/rules.js";
import { RecordingError, readRecording } from "../../src/recording/read.js";
import {
  Decoder,
  encodeDone,
  encodeReady,
  encodeReport,
  type Frame,
  type WireContext,
} from "../../src/wire/codec.js";
import { digestOf } from "../../src/wire/digest.js";
import { CONFIG, configuration } from "./configuration.js";
import { ACCEPTED, shapeOf, type Target } from "./fuzzer.js";

const GROUP: Group = {
  protocol: "om",
  ids: [1, 2, 3, 4, 5, 6, 7],
  general: 1,
  m: 2,
  orders: ["retreat", "attack", "wait"],
  defaultOrder: "retreat",
};
const PEER = 3;

/** A message as one input: its header, and behind a zero byte its body. */
const joined = (frame: Frame) =>
  Buffer.concat(frame.flatMap((part, index) => (index === 0 ? [part] : [Buffer.from([0]), part])));

function partsOf(input: Buffer): Buffer[] {
  const end = input.indexOf(0);
  return end < 0 ? [input] : [input.subarray(0, end), input.subarray(end + 1)];
}

/** Oral messages over the link that pins node 3. `decode` may be a broken one, to see that this finds it. */
export function messages(
  wire: "json" | "packed",
  decode = (context: WireContext, parts: Buffer[]) => new Decoder(context).decode(PEER, parts),
): Target {
  const reports = [1, 2].flatMap((round) =>
    [0, 1, 2].map((seed) => randomOrders(GROUP, emptyReport(GROUP, round, PEER), 0, seed)),
  );
  return decoding({ name: wire, share: wire === "json" ? 335 : 300, group: GROUP, wire, reports, decode });
}

/** Messages of the other protocols: the group's m, and what node 3 tells honestly. */
function others(): Target[] {
  const signature = "5e".repeat(64);
  const chains = [{ order: "attack", path: [1, 2, PEER], signatures: [signature, signature, signature] }];
  const group = (protocol: Group["protocol"]): Group => ({ ...GROUP, protocol });
  const all: { name: "sm" | "king" | "vector"; reports: Report[] }[] = [
    { name: "sm", reports: [{ round: 2, from: PEER, chains } as SignedReport] },
    {
      name: "king",
      reports: [
        { round: 1, from: PEER, order: "attack" },
        { round: 2, from: PEER, order: null },
      ] as KingReport[],
    },
    {
      name: "vector",
      reports: [0, 1].map((round) => interactiveConsistency.reportOf(group("vector"), round, PEER, [])),
    },
  ];
  return [
    ...all.map(({ name, reports }) =>
      decoding({ name, share: 40, group: group(name), wire: "json", reports, readies: name === "sm" }),
    ),
    values(),
  ];
}

/** Digests and their values, as the general brings them and as they go round in the end. */
function values(): Target {
  const texts = ["retreat", { level: [7, null] }].map((value) => textOf(value) as ValueText);
  const contents = Object.fromEntries(texts.map((text) => [digestOf(text), text]));
  const [defaultOrder, order] = texts.map((text) => digestOf(text)) as [string, string];
  const group: Group = { ...GROUP, general: PEER, orders: [defaultOrder, order], defaultOrder, contents };
  const general = protocolOf(group).make({ group, self: PEER, order });
  const reports = [0, protocolOf(group).lastRound(group)].map((round) => general.send(round) as Report);
  return decoding({ name: "values", share: 40, group, wire: "json", reports, check: expectValues });
}

/** What the digests of a report stand for once it is taken in. */
function expectValues(report: Report): void {
  for (const [digest, text] of Object.entries((report as CarriedReport).values)) expectValue(text, digest);
}

/** Said again with nothing of the code under test: bytes that hash to the digest come back from UTF-8 as the text. */
function expectValue(text: string, digest: string): void {
  const bytes = Buffer.from(text, "utf8");
  if (createHash("sha256").update(bytes).digest("hex") !== digest) throw new Error("forged: another digest");
  if (bytes.toString("utf8") !== text) throw new Error("forged: a text that UTF-8 does not tell from others");
  if (JSON.stringify(JSON.parse(text)) !== text) throw new Error("forged: a second text for one value");
}

/** Texts of values: `read` may be a broken one, to see that this finds it. What is a JSON text itself is read too, for what it says. */
export function valueTexts(read = (text: string) => checkText(text)): Target {
  const run = (text: string): string => {
    const checked = read(text);
    if (typeof checked !== "string") return `${shapeOf(checked.why)} ${checked.isBeyond}`;
    if (checked !== text || textOf(JSON.parse(text)) !== text)
      throw new Error("accepted, and becomes another");
    expectValue(text, digestOf(checked));
    return `${ACCEPTED} ${typeof JSON.parse(text)} ${text.replaceAll(/[^{["\\.e:-]/g, "").slice(0, 3)}`;
  };
  return {
    name: "value",
    bytesMax: 400,
    share: 100,
    seeds: () =>
      [
        '{"b":[1,-0.5e-7,null],"a":{"10":"\\u001f\u{1f600}"}}',
        JSON.stringify('"\ud83d\ude00"'),
        "[[[[[[[[7]]]]]]]]",
      ].map((text) => Buffer.from(text)),
    run: (input) => {
      const text = input.toString("utf8");
      const answer = run(text);
      return /^"[^]*"$/.test(text) && answer.startsWith(ACCEPTED)
        ? `${answer} ${run(JSON.parse(text) as string)}`
        : answer;
    },
  };
}

/** Values in a configuration and in flags: what is taken in is a value, and stays one when it is written and read again. */
const configValues: Target = {
  name: "configvalues",
  bytesMax: 600,
  share: 12,
  seeds: () =>
    [
      '{ b: 1, 10: [2, "3.0", ~], c: 0.5e1 }',
      "&a [*a]",
      '{"a":1,"b":[1e2,"\\ud83d\\ude00"]}',
      "12345678901234567890",
      "|\n  text",
    ].map((text) => Buffer.from(text)),
  run: (input) => {
    const text = input.toString("utf8");
    try {
      const file = CONFIG.replace(/^orders[^]*$/m, `orders: any\norder: ${text}\n`);
      const flags = { orders: "any", default: text, nodes: "4", traitors: "none" };
      for (const read of [parseConfig(file), parseConfig(undefined, { flags })]) {
        const contents = Object.entries(read.contents ?? {});
        for (const [digest, value] of contents) expectValue(value, digest);
        const again = parseConfig(initText(read));
        if (again.order !== read.order || again.default !== read.default)
          throw new Error("written as another");
      }
      return `${ACCEPTED} ${/^\s*./.exec(text)?.[0].trim()}`;
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return shapeOf(error.message.split("\n")[0]!.replace(/^[^ ]* /, ""));
    }
  },
};

interface Decoding {
  readonly name: string;
  readonly share: number;
  readonly group: Group;
  readonly wire: "json" | "packed";
  readonly reports: readonly Report[];
  /** whether READYs are signed */
  readonly readies?: boolean;
  /** throws for a report that must never be taken in */
  readonly check?: (report: Report) => void;
  readonly decode?: (context: WireContext, parts: Buffer[]) => ReturnType<Decoder["decode"]>;
}

/** Messages over the link that pins node 3: whatever is taken in encodes to the same bytes again. */
function decoding({ name, share, group, wire, reports, readies, check, decode }: Decoding): Target {
  const context: WireContext = { group, hash: "a".repeat(64), run: "1", instance: 0, wire };
  const signed = [2, PEER].map((by) => ({ by, signature: "5e".repeat(64) }));
  const seeds = [
    readies ? encodeReady(context, PEER, signed) : encodeReady(context, PEER),
    encodeDone(context, PEER),
    ...reports.flatMap((one) => encodeReport(context, one)),
  ];
  const read = decode ?? ((of: WireContext, parts: Buffer[]) => new Decoder(of).decode(PEER, parts));
  return {
    name,
    bytesMax: 2000,
    share,
    seeds: () => seeds.map(joined),
    run: (input) => {
      const message = read(context, partsOf(input));
      if (message === null) return "a piece";
      if (message.kind === "reject")
        return `${message.fault.kind} ${message.cut} ${shapeOf(message.fault.detail)}`;
      if (message.kind === "report" && (message.report === null || message.faults.length > 0)) {
        return message.faults
          .map(
            ({ kind, detail }) =>
              `${kind} ${kind === "badPath" ? shapeOf(detail.replace(/^path \S+ /, "")) : ""}`,
          )
          .join();
      }
      if (message.kind === "report" && message.report?.from !== PEER)
        throw new Error("forged: it is not the link's");
      if (message.kind === "report" && message.report) check?.(message.report);
      const again =
        message.kind === "ready"
          ? [encodeReady(context, PEER, message.readies)]
          : message.kind === "done"
            ? [encodeDone(context, PEER)]
            : encodeReport(context, message.report!);
      if (!again.some((frame) => joined(frame).equals(input)))
        throw new Error("accepted, and encodes to other bytes");
      return `${ACCEPTED} ${message.kind} ${message.kind === "report" ? message.round : ""}`;
    },
  };
}

/** Link frames: at the listener from anybody, and over the link that pins node 3. No nonce here was made for node 3. */
function linkFrames(): Target {
  const handshake = new Handshake(1, [2, PEER], 18);
  handshake.linkUp(2);
  handshake.linkUp(PEER);
  const link = Buffer.from([0, 1, 2, 3, 4]);
  const [challenge] = handshake.heardAtListener(link, [encodeLinkFrame({ link: "hello", from: 2, to: 1 })]);
  const frame = challenge?.do === "answer" ? decodeLinkFrame(challenge.frame) : null;
  const nonce = frame !== null && "nonce" in frame ? frame.nonce : "";
  const kinds = ["challenge", "proof"] as const;
  return {
    name: "link",
    bytesMax: 400,
    share: 295,
    seeds: () => [
      encodeLinkFrame({ link: "hello", from: PEER, to: 1 }),
      ...kinds.flatMap((kind) =>
        [2, PEER].map((from) => encodeLinkFrame({ link: kind, from, to: 1, nonce })),
      ),
    ],
    run: (input) => {
      const steps = [
        ...handshake.heardFromPeer(PEER, input),
        ...handshake.heardAtListener(link, partsOf(input)),
      ];
      if (steps.some((step) => step.do === "up"))
        throw new Error("forged: a nonce that was not made for node 3 proved a link");
      const decoded = decodeLinkFrame(input);
      if (decoded !== null && !encodeLinkFrame(decoded).equals(input))
        throw new Error("accepted, and encodes to other bytes");
      return `${decoded === null ? "none" : `${ACCEPTED} ${decoded.link}`} ${steps.map((step) => step.do).join(" ")}`;
    },
  };
}

const RECORDING = `{"type":"run","version":1,"protocol":"om","nodes":[1,2,3,4],"n":4,"m":1,"general":1,"order":"attack","orders":["retreat","attack"],"default":"retreat","traitors":[{"id":2,"strategy":"flip"}]}
{"type":"report","at":1.5,"round":0,"from":1,"to":2,"relays":[{"path":[1],"order":"attack"}]}
{"type":"report","at":2,"round":1,"from":2,"to":3,"count":1}
{"type":"fault","at":3,"node":3,"from":2,"round":1,"kind":"late","detail":"no report of round 1 when it closed"}
{"type":"decision","at":4,"node":3,"order":"attack"}
{"type":"verdict","conditions":{"ic1":"holds","ic2":"holds"},"guaranteed":true,"observed":[]}
`;

const recording: Target = {
  name: "recording",
  bytesMax: 3000,
  share: 50,
  seeds: () => [Buffer.from(RECORDING)],
  run: (input) => {
    try {
      const read = readRecording(input.toString("utf8"));
      return `${ACCEPTED} ${Math.min(2, read.reports.length)} ${Math.min(2, read.notes.length)} ${read.verdict === undefined}`;
    } catch (error) {
      if (!(error instanceof RecordingError)) throw error;
      return shapeOf(error.message);
    }
  },
};

/** A key file has to be a file; it is gone again after each execution. */
function keyFile(): Target {
  const file = join(tmpdir(), `strategos-fuzz-${randomUUID()}.key`);
  return {
    name: "keyfile",
    bytesMax: 300,
    share: 8,
    seeds: () => [Buffer.from(keyFileText(makeKeyPair()))],
    run: (input) => {
      writeFileSync(file, input, { mode: 0o600 });
      try {
        const keys = readKeyFile(file);
        const text = JSON.parse(input.toString("utf8")) as Record<string, unknown>;
        if (text.publicKey !== keys.publicKey || text.secretKey !== keys.secretKey)
          throw new Error("accepted other keys");
        return ACCEPTED;
      } catch (error) {
        if (!(error instanceof Error) || error.name !== "KeyFileError") throw error;
        return shapeOf(error.message.replaceAll(file, ""));
      } finally {
        rmSync(file, { force: true });
      }
    },
  };
}

export const targets = (): readonly Target[] => [
  messages("json"),
  messages("packed"),
  ...others(),
  valueTexts(),
  linkFrames(),
  configuration,
  configValues,
  recording,
  keyFile(),
];
