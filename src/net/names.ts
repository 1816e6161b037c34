/**
 * From a host to addresses, within a limit. libzmq is never given a name: it would look it up in the one thread that
 * moves the frames of all links. Nor is the system's resolver (`dns.lookup`) asked: a call that nobody answers holds one
 * of the process's few threads, and the end of the process.
 *
 * So names are sought where a machine names its peers: in the hosts file, and at the name servers of resolv.conf, with
 * its `search` and `ndots`. Other sources of nsswitch.conf (mDNS, LDAP, NIS) are not asked.
 */
import type { Resolver } from "node:dns/promises";
import { isLocalhost, kindOfHost } from "../core/address.js";
import { readHosts } from "./hosts-file.js";
import { candidatesOf, readSearch } from "./resolv-conf.js";

export type LookUp =
  /** at least one, IPv4 first */
  | { readonly addresses: readonly string[] }
  /** why there is none: a clause about the name */
  | { readonly why: string };

/**
 * ms for one look-up. Whoever still wants to know asks again. The resolver of Node.js repeats a question after two
 * seconds, waits twice as long for that, and drops answers to the first: so this is more than six.
 */
const LOOK_UP_MS_MAX = 8_000;

/** More addresses of one name are not tried. */
const ADDRESSES_MAX = 8;

/** ms that answers of one kind of address wait for those of the other: some name servers never send one of them. */
const OTHER_KIND_MS = 200;

/** Names that are looked up at the same time; the others wait. */
const AT_ONCE_MAX = 16;

let atOnce = 0;
const waiting: (() => void)[] = [];

export interface LookUpOptions {
  readonly limitMs?: number;
  /** Gives it up. */
  readonly signal?: AbortSignal | undefined;
}

/** Never rejects. */
export async function lookUp(host: string, options: LookUpOptions = {}): Promise<LookUp> {
  if (kindOfHost(host) !== "name") return { addresses: [host] };
  if (isLocalhost(host)) return { addresses: ["127.0.0.1", "::1"] };
  const listed = readHosts().get(host.replace(/\.$/, "").toLowerCase());
  if (listed) return { addresses: ordered(listed) };
  if (atOnce < AT_ONCE_MAX) atOnce += 1;
  else await new Promise<void>((resolve) => waiting.push(resolve)); // until somebody hands its place over
  try {
    return await ask(candidatesOf(host, readSearch()), options);
  } finally {
    const next = waiting.shift();
    if (next) next();
    else atOnce -= 1;
  }
}

/** Asks for all at once. The first that has addresses counts, once those before it have none. */
async function ask(
  names: readonly string[],
  { limitMs = LOOK_UP_MS_MAX, signal }: LookUpOptions,
): Promise<LookUp> {
  // only whoever has names to look up loads what does
  const { Resolver } = await import("node:dns/promises");
  if (signal?.aborted) return { why: "the look-up was given up" };
  // a fresh one knows the name servers of now, and remembers no answers
  const resolver = new Resolver();
  const cancel = () => resolver.cancel();
  const timer = setTimeout(cancel, limitMs);
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    const failures: string[] = [];
    for (const answer of names.map((name) => addressesOf(resolver, name))) {
      const { addresses, codes } = await answer;
      if (addresses.length > 0) return { addresses: ordered(addresses) };
      failures.push(...codes);
    }
    return { why: whyNone(failures, limitMs) };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", cancel);
    cancel();
  }
}

interface Answer {
  readonly addresses: string[];
  /** of the questions that failed */
  readonly codes: string[];
}

async function addressesOf(resolver: Resolver, name: string): Promise<Answer> {
  const answer: Answer = { addresses: [], codes: [] };
  const questions = [resolver.resolve4(name), resolver.resolve6(name)].map((question) =>
    question.then(
      (addresses) => void answer.addresses.push(...addresses),
      (error: NodeJS.ErrnoException) => void answer.codes.push(error.code ?? error.message),
    ),
  );
  const all = Promise.all(questions);
  await Promise.race(questions);
  if (answer.addresses.length === 0) await all;
  else await within(OTHER_KIND_MS, all);
  return answer;
}

async function within(ms: number, what: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([what, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}

function ordered(addresses: readonly string[]): readonly string[] {
  const all = [...new Set(addresses)];
  const of = (kind: "ipv4" | "ipv6") => all.filter((one) => kindOfHost(one) === kind);
  return [...of("ipv4"), ...of("ipv6")].slice(0, ADDRESSES_MAX);
}

/** The most telling of what failed: a server that did not answer might have known the name. */
function whyNone(codes: readonly string[], limitMs: number): string {
  if (codes.some((code) => code === "ECANCELLED" || code === "ETIMEOUT"))
    return `no name server answered within ${limitMs / 1000} s`;
  const [, why] = WHY.find(([told]) => codes.some((code) => told.includes(code))) ?? [];
  return why ?? `the look-up failed (${codes[0] ?? "no answer"})`;
}

const WHY: readonly (readonly [codes: readonly string[], why: string])[] = [
  [["ECONNREFUSED", "ENETUNREACH", "EHOSTUNREACH"], "no name server can be reached"],
  [["ESERVFAIL", "EREFUSED"], "the name server could not answer"],
  [["ENOTFOUND", "ENODATA"], "neither the hosts file nor a name server knows an address for it"],
];
