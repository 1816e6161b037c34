/**
 * The grammar of addresses, `tcp://HOST:PORT`: the only place that knows it. A host is an IPv4 address, an IPv6 address
 * in brackets (RFC 3986 §3.2.2), or a name.
 *
 * Names are those that real clusters have, not those of RFC 1123 alone: underscores are common where containers are
 * named, and a last dot makes a name absolute. A name whose last label is a number is no name but a mistyped IPv4
 * address, as in the URL standard.
 */

export interface Address {
  /** without brackets */
  readonly host: string;
  readonly port: number;
  readonly kind: "name" | "ipv4" | "ipv6";
}

const HOST = "(?:\\[[0-9A-Fa-f:.]{2,45}\\]|[0-9A-Za-z_.-]{1,254})";
const PORT = "(?:[1-9]\\d{0,3}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d{2}|655[0-2]\\d|6553[0-5])";

const SHAPE = new RegExp(`^tcp://${HOST}:${PORT}$`);

/** For editors: what an address looks like that peers dial. {@link canBeDialled} is stricter. */
export const DIALLED_SHAPE = new RegExp(`^tcp://(?!0\\.0\\.0\\.0:|\\[::\\]:)${HOST}:${PORT}$`);

/** Null for what is no address. An address for any host, such as `0.0.0.0`, is one: it can be listened on. */
export function parseAddress(text: string): Address | null {
  if (!SHAPE.test(text)) return null;
  const colon = text.lastIndexOf(":");
  const port = Number(text.slice(colon + 1));
  const written = text.slice("tcp://".length, colon);
  const host = written.replace(/^\[(.*)\]$/, "$1");
  const kind = kindOfHost(host);
  const isBracketed = host !== written;
  if (kind === null || isBracketed !== (kind === "ipv6")) return null;
  return { host, port, kind };
}

/** Of a host without brackets. */
export function kindOfHost(host: string): Address["kind"] | null {
  if (isIpv4(host)) return "ipv4";
  if (isIpv6(host)) return "ipv6";
  return isName(host) ? "name" : null;
}

/** As it stands in an address. */
export function addressOf(host: string, port: number): string {
  return host.includes(":") ? `tcp://[${host}]:${port}` : `tcp://${host}:${port}`;
}

/**
 * One text for all spellings of an address: names in small letters and without a last dot (RFC 4343), IPv6 as RFC 5952 has it,
 * IPv4 within IPv6 as itself, and `localhost` as 127.0.0.1, where its node listens. What other names stand for is not asked.
 */
export function sameSpot(text: string): string {
  const address = parseAddress(text);
  if (address === null) return text;
  const { host, port, kind } = address;
  if (isLocalhost(host)) return addressOf("127.0.0.1", port);
  if (kind !== "ipv6") return addressOf(host.toLowerCase().replace(/\.$/, ""), port);
  const short = new URL(`http://[${host}]`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(short) ?? [];
  if (high === undefined || low === undefined) return addressOf(short, port);
  const octets = [high, low]
    .map((digits) => Number.parseInt(digits, 16))
    .flatMap((two) => [two >> 8, two & 255]);
  return addressOf(octets.join("."), port);
}

/** `0.0.0.0`, `::` and their like: somebody can listen there, and nobody can dial it. */
function isAnyHost(host: string): boolean {
  return host === "0.0.0.0" || (isIpv6(host) && /^[0:.]*$/.test(host));
}

/** Whether peers can dial it: not the address of any host. */
export function canBeDialled(text: string): boolean {
  const address = parseAddress(text);
  return address !== null && !isAnyHost(address.host);
}

/** Whether only this machine can reach the address. `localhost` always is loopback (RFC 6761 §6.3). */
export function isLoopback(text: string): boolean {
  const address = parseAddress(text);
  return address !== null && isLoopbackHost(address.host);
}

export function isLoopbackHost(host: string): boolean {
  return (isIpv4(host) && host.startsWith("127.")) || host === "::1" || isLocalhost(host);
}

export function isLocalhost(host: string): boolean {
  return /^localhost\.?$/i.test(host);
}

const OCTET = /^(?:0|[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])$/;

function isIpv4(host: string): boolean {
  const octets = host.split(".");
  return octets.length === 4 && octets.every((octet) => OCTET.test(octet));
}

/** RFC 4291 §2.2: eight groups; `::` once for one or more of them; the last two may be an IPv4 address. */
function isIpv6(host: string): boolean {
  const halves = host.split("::");
  if (halves.length > 2 || !host.includes(":")) return false;
  const groups = halves.map((half) => (half === "" ? [] : half.split(":")));
  const last = groups.at(-1)?.at(-1) ?? "";
  const endsInIpv4 = isIpv4(last);
  if (endsInIpv4) groups.at(-1)?.splice(-1, 1, "0", "0");
  const all = groups.flat();
  const isCounted = halves.length === 2 ? all.length < 8 : all.length === 8;
  return isCounted && all.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group));
}

const LABEL = /^[0-9A-Za-z_-]{1,63}$/;

function isName(host: string): boolean {
  const name = host.replace(/\.$/, "");
  const labels = name.split(".");
  return (
    name.length <= 253 && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1) as string)
  );
}
