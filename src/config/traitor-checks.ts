/** What must hold for traitors: how many there are, that they take part, and that their lies could be sent. */

import type { ProtocolName } from "../core/group.js";
import { listed } from "../core/listed.js";
import { liesIn, PROTOCOL_DEFAULT, protocolOf } from "../protocols/index.js";
import { PROTOCOLS } from "../protocols/names.js";
import { type Basics, isSettled } from "./basics.js";
import { checkSaid, complainOfRepeats, outOfGuarantee } from "./checks.js";
import type { Draft } from "./draft.js";
import { checkLies, chooseRound, sendsIn, whenSends } from "./lie-checks.js";

export function checkTraitors(draft: Draft, basics: Basics): void {
  const length = draft.lengthOf("traitors") ?? 0;
  const places = Array.from({ length }, (_, index) => ["traitors", index, "id"]);
  complainOfRepeats(draft, places, (id) => ({
    cause: `node ${String(id)} is listed as a traitor twice`,
    fix: "give every traitor one entry with one strategy",
  }));
  for (let index = 0; index < length; index++) {
    checkTakesPart(draft, basics, index);
    checkStrategy(draft, basics, index);
  }
  checkCount(draft, basics, length);
}

function checkTakesPart(draft: Draft, { ids, n }: Basics, index: number): void {
  const id = draft.idOf("traitors", index);
  if (id === undefined || ids.length !== n || ids.includes(id)) return;
  const cause = `traitor ${id} is not among the nodes ${listed(ids)}`;
  draft.complain(["traitors", index, "id"], cause, "choose one of the nodes, or take the traitor away");
}

function checkStrategy(draft: Draft, basics: Basics, index: number): void {
  const keys = ["traitors", index];
  if (draft.get(...keys, "strategy") === undefined) return;
  checkSaid(draft, [...keys, "order"], basics);
  if (!canHide(basics.protocol) && draft.get(...keys, "strategy") === "release") {
    const able = PROTOCOLS.filter(canHide).join(" or ");
    const cause = `release hides a signed order, and only ${able} has signatures`;
    draft.complain([...keys, "strategy"], cause, `write protocol: ${able}, or choose another strategy`);
  }
  checkCrashRound(draft, basics, index);
  checkTell(draft, basics, index);
  checkLies(draft, basics, index);
}

function canHide(protocol: ProtocolName | undefined): boolean {
  return protocol !== undefined && liesIn({ protocol }).hiding !== undefined;
}

function checkCrashRound(draft: Draft, basics: Basics, index: number): void {
  const id = draft.idOf("traitors", index);
  const round = draft.get("traitors", index, "round");
  if (id === undefined || typeof round !== "number" || !isSettled(basics)) return;
  if (!basics.ids.includes(id) || sendsIn(round, id, basics)) return;
  const cause = `traitor ${id} is to crash in round ${round}, and ${whenSends(id, basics)}`;
  const fix = chooseRound(id, basics) ?? "choose another strategy, or a larger m";
  draft.complain(["traitors", index, "round"], cause, fix);
}

function checkTell(draft: Draft, basics: Basics, index: number): void {
  const { ids, n } = basics;
  const tell = draft.get("traitors", index, "tell");
  if (typeof tell !== "object" || tell === null) return;
  for (const receiver of Object.keys(tell)) {
    const keys = ["traitors", index, "tell", receiver];
    checkSaid(draft, keys, basics);
    if (ids.length === n && !ids.includes(Number(receiver))) {
      const cause = `node ${receiver} is to be told something and is not among the nodes ${listed(ids)}`;
      draft.complainOfKey(keys, cause, "take it away, or name one of the nodes");
    }
  }
}

/** More traitors than m break the theorem's assumption, whatever n is. */
function checkCount(draft: Draft, { protocol = PROTOCOL_DEFAULT, n, m }: Basics, length: number): void {
  if (m === undefined || n === undefined || length <= m || draft.get("unsafe") === true) return;
  const traitors = length === 1 ? "1 traitor is" : `${length} traitors are`;
  const cause = `${traitors} listed, and m = ${m} tolerates ${m === 0 ? "none" : m}`;
  const fewer = m === 0 ? "take the traitors away" : `keep ${m} of the traitors`;
  draft.complain(["traitors", m], cause, (write) => {
    const raised = raise(
      n,
      protocolOf({ protocol }).bound.nodesNeeded(length),
      `write ${write("m", length)}`,
    );
    return `${fewer}; or ${raised}; or ${outOfGuarantee(write)}`;
  });
}

function raise(n: number, least: number, raised: string): string {
  return n >= least ? raised : `${raised} with at least ${least} nodes`;
}
