/** How the reports of a group are written. Apart from the rules, since this needs Node.js. */

import type { Group, ProtocolName } from "../core/group.js";
import { keptIn } from "../core/grouped.js";
import type { Report } from "../core/protocol.js";
import { valuesProtocolOf } from "../protocols/index.js";
import { carriedCodec } from "../protocols/values/wire/codec.js";
import type { ReportCodec } from "./message.js";
import { CODECS } from "./protocols.js";

const carriedBy = new Map<ProtocolName, ReportCodec<Report>>();

export function codecOf({ protocol, contents }: Group): ReportCodec<Report> {
  const { codec, ofAnyText = codec } = CODECS[protocol];
  if (!contents) return codec;
  return keptIn(carriedBy, protocol, () => carriedCodec(valuesProtocolOf(protocol).inner, ofAnyText));
}
