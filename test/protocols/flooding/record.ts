/** A toy of a protocol, all of it: what a folder has to hold. The page can do without a view of its own here. */
import type { WholeProtocol } from "../add.js";
import { floodProver } from "./check/prover.js";
import { floodExplained } from "./explain/held.js";
import { floodLying } from "./lies.js";
import { flooding } from "./rules.js";
import { floodCodec } from "./wire/codec.js";

export const flood: WholeProtocol = {
  record: { rules: flooding, lies: floodLying },
  codecs: { codec: floodCodec },
  explained: floodExplained,
  prover: floodProver,
};
