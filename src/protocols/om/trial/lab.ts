/** Where the mistakes of OM(m) are told apart. */
import { heardBack, type Lab } from "../../../trial/diagnosis/lab.js";
import { MODELS, RIGHT_NODES } from "../../../trial/diagnosis/models.js";
import { diagnosisWorlds } from "../../../trial/diagnosis/worlds.js";
import { Held, isSound } from "../../../trial/right.js";
import type { Heard, Start } from "../../../trial/turn.js";

export const lab: Lab = {
  lastRound: ({ m }) => m,
  worlds: diagnosisWorlds,
  models: MODELS,
  rightNodes: RIGHT_NODES,
  // what a node tells itself and the general is its own affair
  isFree: ({ id, general }, { to }) => to === id || to === general,
  toSelf: heardBack,
  levelOf: ({ start, heard }) => {
    if (heard.some((told, round) => told.some((one) => !isSound(start, round, one)))) return "rude";
    if (start.orders.length > 2) return "orders";
    if (start.nodes.length > 7) return "sizes";
    return isAnyMissing(start, heard) ? "silent" : "trap";
  },
};

function isAnyMissing(start: Start, heard: readonly (readonly Heard[])[]): boolean {
  const held = new Held(start);
  heard.forEach((told, round) => held.hear(round, told));
  if (start.id === start.general) return false;
  return heard.some((_, round) =>
    held.owed(round + 1).some(({ path }) => held.toldAt(path.slice(0, -1)) === undefined),
  );
}
