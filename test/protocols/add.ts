/** Adds a protocol to the program as its line in each table would: imported before whatever reads them. */
import { PROVERS } from "../../src/check/protocols.js";
import type { Proved, Prover } from "../../src/check/prover.js";
import { PROTOCOLS, type ProtocolName } from "../../src/core/group.js";
import type { Explained, Held } from "../../src/explain/explained.js";
import { EXPLAINED } from "../../src/explain/protocols.js";
import { RECORDS } from "../../src/protocols/index.js";
import type { ProtocolRecord } from "../../src/protocols/record.js";
import { CODECS, type Codecs } from "../../src/wire/codecs.js";

/** All that the tables of the rooms ask for. */
export interface WholeProtocol {
  readonly record: ProtocolRecord;
  readonly codecs: Codecs;
  readonly explained: Explained<Held>;
  readonly prover: Prover<Proved>;
}

export function addProtocol({ record, codecs, explained, prover }: WholeProtocol): void {
  const { name } = record.rules;
  Object.assign(RECORDS, { [name]: record });
  Object.assign(CODECS, { [name]: codecs });
  Object.assign(EXPLAINED, { [name]: explained });
  Object.assign(PROVERS, { [name]: prover });
  (PROTOCOLS as unknown as ProtocolName[]).push(name);
}
