/** What a member's protocol tells of itself, as lines of a recording; null: nothing that a recording holds. */
import type { NodeId } from "../core/group.js";
import type { Note } from "../protocols/simplex/types.js";
import type { LogLine } from "./log-lines.js";

/** `node`: whose note it is. */
export function noteLine(node: NodeId, note: Note, at: number): LogLine | null {
  switch (note.kind) {
    case "entered":
      return { type: "entered", at, node, view: note.view };
    case "received":
      return { type: "received", at, node, view: note.view, hash: note.hash };
    case "voted": {
      const { kind, view, hash } = note.vote;
      return { type: "voted", at, node, view, kind, hash, ...(note.why && { why: note.why }) };
    }
    case "certified": {
      const { kind, view, hash, votes } = note.certificate;
      return { type: "certified", at, node, view, kind, hash, by: votes.map(({ by }) => by) };
    }
    case "evidence": {
      const { by: of, misdeed, view } = note.evidence;
      return { type: "evidence", at, node, view, of, misdeed };
    }
    default:
      return null;
  }
}
