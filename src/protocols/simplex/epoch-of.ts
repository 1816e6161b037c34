/** Which epoch something is of. */
import type { Epoch, Kept, Message } from "./types.js";

/** null: of whichever there is */
export function epochOf(message: Message): Epoch | null {
  switch (message.kind) {
    case "proposal":
      return message.proposal.block.epoch;
    case "vote":
      return message.vote.epoch;
    case "certificate":
      return message.certificate.epoch;
    case "attestation":
      return message.attestation.epoch;
    case "seal":
      return message.seal.epoch;
    case "commands":
      return null;
    default:
      return message.epoch;
  }
}

export function keptEpoch(kept: Kept): Epoch {
  switch (kept.entry) {
    case "block":
      return kept.block.epoch;
    case "vote":
      return kept.vote.epoch;
    case "certificate":
      return kept.certificate.epoch;
    case "proposed":
      return kept.epoch;
  }
}
