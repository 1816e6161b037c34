/** A line a protocol, written by `npm run protocols`. */
import type { ProtocolName } from "../core/group.js";
import { codecs as king } from "../protocols/king/wire/codec.js";
import { codecs as om } from "../protocols/om/wire/codec.js";
import { codecs as sm } from "../protocols/sm/wire/codec.js";
import { codecs as vector } from "../protocols/vector/wire/codec.js";
import type { Codecs } from "./message.js";

export const CODECS: Readonly<Record<ProtocolName, Codecs>> = { om, sm, king, vector };
