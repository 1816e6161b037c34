/**
 * What must be known of a protocol to run it, as one record: its rules, and how it is lied about. Whatever runs one loads
 * this of all, in a browser too; what else belongs to a protocol is in tables of the rooms (scripts/tables.js).
 */
import type { Lying } from "../core/lying.js";
import type { Protocol, Report } from "../core/protocol.js";

/** A protocol about one sort of orders. */
export interface Play<R extends Report> {
  readonly rules: Protocol<R>;
  readonly lies: Lying<R>;
}

export interface ProtocolRecord extends Play<Report> {
  /** The same where orders are any texts, as digests are (values/); left out: as it is. */
  readonly ofAnyText?: Play<Report>;
}
