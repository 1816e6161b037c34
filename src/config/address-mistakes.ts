/** Sentences on a text that is no address, or none that can be used as it is meant: the cause, and what to write. */

import { addressOf, kindOfHost, parseAddress } from "../core/address.js";
import type { Diagnosis } from "./diagnose.js";
import { show } from "./problem.js";

const SHAPE_FIX = 'write tcp://, a host, a colon and a port, e.g. "tcp://127.0.0.1:7101"';
const PORT_MAX = 65_535;
const PORT_FIX = "choose a port from 1024 to 65535";

/** `name`: whose value it is. `use`: peers dial it, or a node only listens there. */
export function ofAddress(name: string, value: unknown, use: "dial" | "listen" = "dial"): Diagnosis {
  if (value === null || value === "") return { cause: `${name} has no value`, fix: SHAPE_FIX };
  if (typeof value !== "string") return { cause: `${name} is ${show(value)} and not text`, fix: SHAPE_FIX };
  const scheme = /^([a-z]+):\/\//i.exec(value)?.[1];
  if (scheme === undefined) return { cause: `${name} does not begin with tcp://`, fix: SHAPE_FIX };
  if (scheme !== "tcp") {
    const cause = `${name} begins with ${show(`${scheme}://`)}, and nodes speak tcp only`;
    return { cause, fix: "begin it with tcp://" };
  }
  const rest = value.slice("tcp://".length);
  const found = ofBareIpv6(rest) ?? ofParts(...split(rest), use);
  return { cause: `${name} ${found.cause}`, fix: found.fix };
}

/** Host as written, and the port behind the last colon that is in no bracket. */
function split(rest: string): [host: string, port: string | undefined] {
  const port = /:([^:\]]*)$/.exec(rest)?.[1];
  return [port === undefined ? rest : rest.slice(0, -port.length - 1), port];
}

/** `::1:7101`: what stands behind the last colon is taken for the port. */
function ofBareIpv6(rest: string): Diagnosis | null {
  const [host, port] = split(rest);
  const cause = "has an IPv6 address without brackets";
  if (kindOfHost(host) === "ipv6" && isPort(port)) return { cause, fix: `write ${quoted(host, port)}` };
  if (kindOfHost(rest) !== "ipv6") return null;
  return { cause, fix: `put it in brackets and a port after it: ${quoted(rest, "7101")}` };
}

function ofParts(host: string, port: string | undefined, use: "dial" | "listen"): Diagnosis {
  if (host === "") return { cause: "has no host", fix: "put a host before the port, e.g. 127.0.0.1" };
  const goodPort = isPort(port) ? port : "7101";
  if (host === "*" && use === "listen")
    return { cause: "is for any host", fix: `write ${quoted("0.0.0.0", goodPort)}` };
  if (host === "*" || parseAddress(`tcp://${host}:${goodPort}`) !== null) {
    // the host is one, so it is the port that is wrong, or the host is for listening only
    return ofPort(host, port) ?? { cause: "is for any host, and peers could not dial it", fix: ANY_FIX };
  }
  return ofHost(host, goodPort);
}

const ANY_FIX = "name the host that peers reach; a node listens elsewhere with --listen";

function ofPort(host: string, port: string | undefined): Diagnosis | null {
  if (port === undefined || port === "")
    return { cause: "has no port", fix: "put a port after it, e.g. :7101" };
  if (!/^\d+$/.test(port))
    return { cause: `has the port ${show(port)}, which is not a number`, fix: SHAPE_FIX };
  const number = Number(port);
  if (number === 0) return { cause: "has port 0, which peers could not dial", fix: PORT_FIX };
  if (number > PORT_MAX)
    return { cause: `has port ${show(number)}; ports end at ${PORT_MAX}`, fix: PORT_FIX };
  if (!port.startsWith("0")) return null;
  const bare = host.replace(/^\[(.*)\]$/, "$1");
  return { cause: `has the port ${port} with a zero in front`, fix: `write ${quoted(bare, String(number))}` };
}

function ofHost(host: string, port: string): Diagnosis {
  if (host.includes("%")) {
    return {
      cause: `has a zone (${show(host.slice(host.indexOf("%")).replace(/\]$/, ""))}), which means something on one machine only`,
      fix: "give an address that every node can dial: a global or unique local one (fd…), or a name",
    };
  }
  if (/[[\]]/.test(host)) return ofBrackets(host, port);
  return /^[\d.]+$/.test(host) ? ofIpv4(host) : ofName(host, port);
}

function ofBrackets(host: string, port: string): Diagnosis {
  const inside = host.replaceAll(/[[\]]/g, "");
  const kind = kindOfHost(inside);
  if (kind === "ipv6" || kind === null) {
    const fix =
      kind === null
        ? "write it as eight groups, or with ::, in brackets, e.g. [2001:db8::1]"
        : `write ${quoted(inside, port)}`;
    return { cause: `is malformed: ${show(host)} is not an IPv6 address in brackets`, fix };
  }
  return { cause: "has brackets, which are for IPv6 addresses only", fix: `write ${quoted(inside, port)}` };
}

function ofIpv4(host: string): Diagnosis {
  const cause = `has the host ${show(host)}, which is not an IPv4 address`;
  const numbers = host.split(".");
  if (numbers.length !== 4 || numbers.includes("")) {
    return { cause, fix: "write four numbers with dots between them, e.g. 10.0.0.1" };
  }
  if (numbers.some((number) => Number(number) > 255)) {
    return { cause, fix: "each of its four numbers is from 0 to 255" };
  }
  return { cause, fix: `leave the zeros in front out: ${numbers.map(Number).join(".")}` };
}

function ofName(host: string, port: string): Diagnosis {
  const labels = host.replace(/\.$/, "").split(".");
  const cause = `has the host ${show(host)}`;
  if (labels.includes("")) return { cause: `${cause}, with nothing between two dots`, fix: "take a dot out" };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
  const ascii = /^[\u0000-\u007f]*$/.test(host) ? "" : asciiOf(host);
  if (ascii !== "" && kindOfHost(ascii) === "name") {
    return { cause: `${cause}, and names are looked up in ASCII`, fix: `write ${quoted(ascii, port)}` };
  }
  const strange = /[^0-9A-Za-z_.-]/u.exec(host)?.[0];
  if (strange !== undefined) {
    const fix = "a name has letters, digits, dots, - and _ only";
    return { cause: `${cause}, and no name has ${show(strange)} in it`, fix };
  }
  if (labels.some((label) => label.length > 63) || host.length > 253) {
    return {
      cause: `${cause}, which is too long`,
      fix: "a name has 253 characters at most, 63 between two dots",
    };
  }
  return {
    cause: `${cause}, and no name ends in a number`,
    fix: "write a name, or all four numbers of an IPv4 address",
  };
}

function isPort(text: string | undefined): text is string {
  return text !== undefined && parseAddress(`tcp://h:${text}`) !== null;
}

function quoted(host: string, port: string): string {
  return `"${addressOf(host, Number(port))}"`;
}

/** A name as it is looked up (URL standard, "domain to ASCII"); empty for what no URL has for a host. */
function asciiOf(name: string): string {
  try {
    return /[\s/?#@:\\]/.test(name) ? "" : new URL(`http://${name}`).hostname;
  } catch {
    return "";
  }
}
