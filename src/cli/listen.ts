/** `--listen`: where a node listens, if not on the address that its peers dial. */
import { ofAddress } from "../config/address-mistakes.js";
import { parseAddress } from "../core/address.js";
import { usage } from "./exit.js";

export const LISTEN_FLAG = "--listen <address>";
export const LISTEN_HELP = "where this node listens, if not on its own address, e.g. tcp://0.0.0.0:7101";

/** Throws CliError for what is no address. */
export function readListen(text: string | undefined): string | undefined {
  if (text === undefined || parseAddress(text) !== null) return text;
  const { cause, fix } = ofAddress("--listen", text, "listen");
  throw usage(cause, fix);
}
