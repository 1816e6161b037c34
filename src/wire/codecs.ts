/** How the reports of each protocol are written: a line each. Apart from the rules, since this needs Node.js. */
import type { Group, ProtocolName } from "../core/group.js";
import type { Report } from "../core/protocol.js";
import { valuesProtocolOf } from "../protocols/index.js";
import { kingCodec } from "../protocols/king/wire/codec.js";
import { oralCodec } from "../protocols/om/wire/codec.js";
import { signedCodec } from "../protocols/sm/wire/codec.js";
import { carriedCodec } from "../protocols/values/wire/codec.js";
import { openOralCodec, vectorCodec } from "../protocols/vector/wire/codec.js";
import type { ReportCodec } from "./message.js";

export interface Codecs {
  readonly codec: ReportCodec<Report>;
  /** The same where orders are any texts; left out: as it is. */
  readonly ofAnyText?: ReportCodec<Report>;
}

export const CODECS: Readonly<Record<ProtocolName, Codecs>> = {
  om: { codec: oralCodec, ofAnyText: openOralCodec },
  sm: { codec: signedCodec },
  king: { codec: kingCodec },
  vector: { codec: vectorCodec },
};

const carriedBy = new Map<ProtocolName, ReportCodec<Report>>();

export function codecOf({ protocol, contents }: Group): ReportCodec<Report> {
  const { codec, ofAnyText = codec } = CODECS[protocol];
  if (!contents) return codec;
  const known = carriedBy.get(protocol) ?? carriedCodec(valuesProtocolOf(protocol).inner, ofAnyText);
  carriedBy.set(protocol, known);
  return known;
}
