/** What a traitor's process sends in the place of what its honest member gives out. */

import { Outbox } from "../../../src/member/log/outbox.js";
import { hashOf } from "../../../src/protocols/simplex/block.js";
import { MemberState } from "../../../src/protocols/simplex/state.js";
import { statementText } from "../../../src/protocols/simplex/statement.js";
import type { Block, Crypto, Hash, Proposal, Vote } from "../../../src/protocols/simplex/types.js";

export const LIES = [
  "equivocate",
  "withhold",
  "rubbish",
  "flood",
  "nullify",
  "refuse",
  "agree",
  "replay",
  "hush",
] as const;

export type Lie = (typeof LIES)[number];

interface Said {
  readonly kind: string;
  readonly proposal?: Proposal;
  readonly parentView?: number;
  readonly vote?: Vote;
  readonly certificate?: { readonly kind: string };
}

type Add = (this: Outbox, to: readonly number[], line: Uint8Array) => void;

type Hold = (this: Outbox, ...held: Parameters<Outbox["hold"]>) => void;

type Place = Pick<Block, "epoch" | "view">;

/** What a liar can do in the place of passing on what its member said. */
interface Mouth {
  readonly to: readonly number[];
  readonly pass: (to?: readonly number[]) => void;
  readonly send: (message: object) => void;
  readonly vote: (kind: Vote["kind"], place: Place, hash: Hash | null) => void;
  /** the proposal with another block under it, whose hash it gives */
  readonly propose: (changed: Partial<Block>, to: readonly number[]) => Hash;
}

/** From here on, in this process. */
export function lie(as: Lie, self: number, group: Hash, crypto: Crypto): void {
  // a loyal member would stop once it sees what its key signed besides
  MemberState.prototype.meetCopy = () => undefined;
  const add: Add = Reflect.get(Outbox.prototype, "add");
  const hold: Hold = Reflect.get(Outbox.prototype, "hold");
  const signed = (kind: Vote["kind"] | "propose", { epoch, view }: Place, hash: Hash | null) =>
    crypto.sign(statementText({ group, epoch }, { kind, view, hash }));
  Outbox.prototype.add = function lied(this: Outbox, to, line) {
    const said = readLine(line);
    const sendTo = (some: readonly number[], message: object) =>
      add.call(this, some, Buffer.from(JSON.stringify(message)));
    const send = (message: object) => sendTo(to, message);
    WAYS[as](said, {
      ...{ to, send, pass: (some = to) => add.call(this, some, line) },
      vote(kind, { epoch, view }, hash) {
        const signature = signed(kind, { epoch, view }, hash);
        send({ kind: "vote", vote: { kind, epoch, view, hash, by: self, signature } });
      },
      propose(changed, some) {
        const block = { ...said.proposal!.block, ...changed };
        const hash = hashOf(block, crypto.digest);
        sendTo(some, { ...said, proposal: { block, signature: signed("propose", block, hash) } });
        return hash;
      },
    });
  };
  Outbox.prototype.hold = function heldBack(to, line, ...when) {
    if (!isWithheld(as, readLine(line))) hold.call(this, to, line, ...when);
  };
}

const WAYS: Readonly<Record<Lie, (said: Said, mouth: Mouth) => void>> = {
  equivocate({ proposal }, { to, pass, propose, vote }) {
    if (!proposal) return pass();
    pass(to.slice(0, to.length / 2));
    vote("notarize", proposal.block, propose({ commands: ["another"] }, to.slice(to.length / 2)));
  },
  withhold({ proposal }, { pass }) {
    if (!proposal) pass();
  },
  rubbish({ proposal }, { to, pass, propose }) {
    if (proposal) propose({ height: proposal.block.height + 5 }, to);
    else pass();
  },
  flood(_said, { pass, send }) {
    flood(send);
    pass();
  },
  /** its own views */
  nullify({ proposal }, { pass, vote }) {
    if (proposal) vote("nullify", proposal.block, null);
    pass();
  },
  /** every view */
  refuse(said, { pass, vote }) {
    if (said.vote?.kind === "notarize") vote("nullify", said.vote, null);
    else if (!isWithheld("refuse", said)) pass();
  },
  /** for every block, to finalize it, and against its view */
  agree(said, { pass, vote }) {
    pass();
    if (said.vote?.kind !== "notarize") return;
    vote("finalize", said.vote, said.vote.hash);
    vote("nullify", said.vote, null);
  },
  /** what it said in views that are over */
  replay(said, { pass, send }) {
    pass();
    if (past.length < PAST_MAX) past.push(said);
    for (let count = 0; count < 3; count++) send(past[replayed++ % past.length]!);
  },
  /** It votes and leads as it should, and tells nobody what is final: neither as the leader of the next view nor to who asks. */
  hush(said, { pass }) {
    if (!isWithheld("hush", said)) pass();
  },
};

function isWithheld(as: Lie, { proposal, vote, certificate }: Said): boolean {
  if (as === "hush") return certificate?.kind === "finalize";
  return as === "refuse" && (proposal !== undefined || vote?.kind === "finalize");
}

const readLine = (line: Uint8Array) => JSON.parse(Buffer.from(line).toString()) as Said;

const PAST_MAX = 300;
const past: Said[] = [];
let replayed = 0;

let junk = 0;

/** Commands that mean nothing, up to this member's share of the others' pools, and frames that are none. */
function flood(send: (message: object) => void): void {
  const commands = Array.from({ length: 50 }, () => `junk ${junk++}`);
  send({ kind: "commands", commands });
  if (junk % 1000 === 0) send({ kind: "nothing" });
}
