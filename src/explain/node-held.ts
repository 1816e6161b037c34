/** Why one node decided so in a protocol that keeps no message tree of listed orders: what it was told and what it held. */
import type { NodeId } from "../core/group.js";
import { protocolOf } from "../protocols/index.js";
import { RecordingError } from "../recording/fields.js";
import { named, namedIn } from "../recording/named.js";
import type { Recording } from "../recording/recording.js";
import { Facts } from "./facts.js";
import { heldIn } from "./held.js";
import { EXPLAINED } from "./protocols.js";
import { decisionTitle, notJudged, observedFaults } from "./remarks.js";
import { toldByRound } from "./rounds.js";
import { clipped, type Line, order, say, section, sentence, type Text } from "./text.js";

export function explainHeld(recording: Recording, node: NodeId): Text {
  const { run } = recording;
  if (!run.nodes.includes(node)) {
    const fix = `choose one of ${clipped(run.nodes)}`;
    throw new RecordingError(null, `there is no node ${node} in this run`, fix);
  }
  const facts = new Facts(named(recording));
  return [
    headline(facts, node),
    ...toldByRound(recording, node),
    ...whatItHeld(recording, facts, node),
    ...section("What it observed", observedFaults(facts, node)),
  ];
}

/** `Node 4, a loyal lieutenant, decided attack.` */
function headline(facts: Facts, node: NodeId): Line {
  const { group } = facts;
  const role = protocolOf(group).everyone ? "node" : node === group.general ? "general" : "lieutenant";
  if (facts.isTraitor(node)) return notJudged(facts, node, "it keeps account honestly all the same");
  const kind = say`a loyal ${role}${facts.blame(node)}`;
  const decided = facts.decisionOf(node);
  const what = decided === null ? "did not decide" : say`decided ${order(decided)}`;
  return say`Node ${node}, ${kind}, ${what}.`;
}

/** Digests are played again as they are, and named in what comes of it. */
function whatItHeld(recording: Recording, facts: Facts, node: NodeId): Text {
  const { group } = facts;
  const title = decisionTitle(facts, node);
  try {
    const held = namedIn(heldIn(recording, [node]).get(node), recording.run.contents);
    if (held === undefined) return [];
    const explained = EXPLAINED[group.protocol];
    const entries = explained.entryLines?.(node, held) ?? [];
    return [
      ...(entries.length > 0 ? section("What it held", entries) : []),
      ...section(title, explained.lines(group, node, held)),
    ];
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error;
    return section(title, [sentence(say`${error.what}: ${error.fix}.`)]);
  }
}
