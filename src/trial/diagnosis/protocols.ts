/** A line a protocol, written by `npm run protocols`. */
import type { ProtocolName } from "../../core/group.js";
import { lab as king } from "../../protocols/king/trial/lab.js";
import { lab as om } from "../../protocols/om/trial/lab.js";
import { lab as sm } from "../../protocols/sm/trial/lab.js";
import { lab as vector } from "../../protocols/vector/trial/lab.js";
import type { Lab } from "./lab.js";

export const LABS: Readonly<Record<ProtocolName, Lab>> = { om, sm, king, vector };
