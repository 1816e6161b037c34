/** What a traitor's process sends in the place of what its honest member gives out. */

import { Outbox } from "../../../src/member/log/outbox.js";
import { hashOf } from "../../../src/protocols/simplex/block.js";
import { MemberState } from "../../../src/protocols/simplex/state.js";
import { statementText } from "../../../src/protocols/simplex/statement.js";
import type { Crypto, Hash, Proposal } from "../../../src/protocols/simplex/types.js";

export const LIES = ["equivocate", "withhold", "rubbish", "flood", "nullify", "hush"] as const;

export type Lie = (typeof LIES)[number];

interface Said {
  readonly kind: string;
  readonly certificate?: { readonly kind: string };
  readonly proposal?: Proposal;
  readonly parentView?: number;
}

type Add = (this: Outbox, to: readonly number[], line: Uint8Array) => void;

type Hold = (this: Outbox, ...held: Parameters<Outbox["hold"]>) => void;

type Send = (to: readonly number[], message: object) => void;

/** From here on, in this process. */
export function lie(as: Lie, self: number, group: Hash, crypto: Crypto): void {
  // a loyal member would stop once it sees what its key signed besides
  MemberState.prototype.meetCopy = () => undefined;
  if (as === "hush") return hush();
  const honest: Add = Reflect.get(Outbox.prototype, "add");
  Outbox.prototype.add = function add(this: Outbox, to, line) {
    const send: Send = (some, message) => honest.call(this, some, Buffer.from(JSON.stringify(message)));
    const said = JSON.parse(Buffer.from(line).toString()) as Said;
    if (as === "flood") flood(send, to);
    if (!said.proposal) return honest.call(this, to, line);
    const { block } = said.proposal;
    const { epoch, view } = block;
    const signed = (kind: "propose" | "notarize" | "nullify", hash: Hash | null) =>
      crypto.sign(statementText({ group, epoch }, { kind, view, hash }));
    const vote = (kind: "notarize" | "nullify", hash: Hash | null) =>
      send(to, { kind: "vote", vote: { kind, epoch, view, hash, by: self, signature: signed(kind, hash) } });
    const other = (changed: Partial<typeof block>, some: readonly number[]) => {
      const another = { ...block, ...changed };
      const hash = hashOf(another, crypto.digest);
      send(some, { ...said, proposal: { block: another, signature: signed("propose", hash) } });
      return hash;
    };
    if (as === "withhold") return;
    if (as === "rubbish") return void other({ height: block.height + 5 }, to);
    if (as === "nullify") vote("nullify", null);
    if (as !== "equivocate") return honest.call(this, to, line);
    const half = to.slice(to.length / 2);
    honest.call(this, to.slice(0, to.length / 2), line);
    vote("notarize", other({ commands: ["another"] }, half));
  };
}

/** It votes and leads as it should, and tells nobody what is final: neither as the leader of the next view nor to who asks. */
function hush(): void {
  const add: Add = Reflect.get(Outbox.prototype, "add");
  const hold: Hold = Reflect.get(Outbox.prototype, "hold");
  const tells = (line: Uint8Array) =>
    (JSON.parse(Buffer.from(line).toString()) as Said).certificate?.kind === "finalize";
  Outbox.prototype.add = function addOther(to, line) {
    if (!tells(line)) add.call(this, to, line);
  };
  Outbox.prototype.hold = function holdOther(to, line, ...when) {
    if (!tells(line)) hold.call(this, to, line, ...when);
  };
}

let junk = 0;

/** Commands that mean nothing, up to this member's share of the others' pools, and frames that are none. */
function flood(send: Send, to: readonly number[]): void {
  const commands = Array.from({ length: 50 }, () => `junk ${junk++}`);
  send(to, { kind: "commands", commands });
  if (junk % 1000 === 0) send(to, { kind: "nothing" });
}
