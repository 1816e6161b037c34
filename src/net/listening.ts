/**
 * Whether this process can listen at an address, found by trying it. A node asks where binding failed, the launcher before it
 * starts one, and the doctor for both; so all say the same. The error code that comes with a failed bind of libzmq is
 * not always that of the bind, and is never judged.
 */
import { createServer } from "node:net";
import { addressOf, isLoopbackHost, parseAddress } from "../core/address.js";
import { rangeGivenOut } from "./given-out.js";
import { lookUp } from "./names.js";

export type Listening =
  | {
      readonly kind: "free";
      /** the address by number */
      readonly at: string;
      /** listening there works, and is not what they meant; null where nothing is to be said */
      readonly note: Note | null;
    }
  | Refused;

export interface Note {
  readonly what: string;
  readonly fix: string;
}

export interface Refused {
  readonly kind: "inUse" | "forbidden" | "elsewhere" | "unknownName" | "other";
  /** a clause whose subject is the address */
  readonly cause: string;
  readonly fix: string;
}

/** The address cannot be listened on. `message` says why and what to do. Exit code 69. */
export class PortInUseError extends Error {
  override readonly name = "PortInUseError";
  readonly address: string;

  constructor(address: string, { cause, fix }: Pick<Refused, "cause" | "fix">) {
    super(`${address} ${cause}\n  fix: ${fix}`);
    this.address = address;
  }
}

/** Where this process listens, by number: a second time it would look as if another one did. */
const HERE = new Set<string>();

/** Of a socket that is bound: until what is returned is called. */
export function listensHere(at: string): () => void {
  HERE.add(at);
  return () => void HERE.delete(at);
}

/** Of the addresses that a name stands for, the first where listening works. */
export async function findListening(address: string): Promise<Listening> {
  const { host, port, kind } = parsed(address);
  const found = await lookUp(host);
  if ("why" in found)
    return {
      kind: "unknownName",
      cause: `has a name that stands for no address: ${found.why}`,
      fix: NAME_FIX,
    };
  const codes: string[] = [];
  for (const one of found.addresses) {
    const code = await listenOnce(one, port);
    if (code === null) return { kind: "free", at: addressOf(one, port), note: noteOn(host, one) };
    if (HERE.has(addressOf(one, port))) return { kind: "inUse", cause: HERE_CAUSE, fix: HERE_FIX };
    codes.push(code);
  }
  return refused(codes, port, kind === "name" ? found.addresses : []);
}

function parsed(address: string) {
  const read = parseAddress(address);
  if (read === null) throw new RangeError(`${address} is not an address`);
  return read;
}

/** Debian and its like give a machine's own name to 127.0.1.1 in its hosts file. */
function noteOn(host: string, at: string): Note | null {
  if (isLoopbackHost(host) || !isLoopbackHost(at)) return null;
  return {
    what: `${host} stands for ${at} on this machine (see its hosts file), so no other machine reaches this node there`,
    fix: "listen on all addresses with --listen tcp://0.0.0.0:PORT, or put this machine's own address beside the name",
  };
}

/** The error code of listening there once, or null. */
export function listenOnce(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

/** What went wrong at an address of this machine tells more than that others are not. */
function refused(codes: readonly string[], port: number, named: readonly string[]): Refused {
  const code = codes.find((one) => one !== "EADDRNOTAVAIL") ?? "EADDRNOTAVAIL";
  switch (code) {
    case "EADDRINUSE":
      return { kind: "inUse", cause: "is in use by another process", fix: inUseFix(port) };
    case "EACCES":
      return {
        kind: "forbidden",
        cause: `may not be used by this user${port < 1024 ? ": ports below 1024 need rights" : ""}`,
        fix: "choose a port above 1023 in the configuration, or give this user the right to listen there",
      };
    case "EADDRNOTAVAIL": {
      const cause =
        named.length === 0
          ? "is not an address of this machine"
          : `has a name that stands for ${named.join(", ")}, and that is not an address of this machine`;
      return { kind: "elsewhere", cause, fix: NAME_FIX };
    }
    case "EAFNOSUPPORT":
      return { kind: "other", cause: "is an IPv6 address, and this machine has no IPv6", fix: NAME_FIX };
    case "EMFILE":
      return {
        kind: "other",
        cause: "cannot be tried: this process has no file descriptor left",
        fix: "allow more, e.g. ulimit -n 1024",
      };
    default:
      return {
        kind: "other",
        cause: `cannot be listened on (${code})`,
        fix: "name an address of this machine, e.g. tcp://127.0.0.1:7101",
      };
  }
}

/** A port may be held without a listener. */
function inUseFix(port: number): string {
  const range = rangeGivenOut(port);
  if (range === null) return IN_USE_FIX;
  return `${IN_USE_FIX}, outside ${range.first} to ${range.last}, which outgoing connections have (ss -tnp shows those)`;
}

const HERE_CAUSE = "is where this process listens already";
const HERE_FIX =
  "join once for each id; whoever is to join again waits until what joined before is closed: await member.close()";
const IN_USE_FIX =
  "stop what listens there, perhaps this node in another terminal (ss -ltnp shows it), or give other ports in the configuration";
const NAME_FIX =
  "start this node on the machine that has the address; where peers dial another name or port, say where it listens: --listen tcp://0.0.0.0:PORT";
