/**
 * Which names a short name may stand for: `search`, `domain` and `ndots` of resolv.conf(5). Node.js's own resolver asks
 * for a name as it stands, and within a cluster names are short (`strategos-0.strategos`).
 */
import { readFileSync } from "node:fs";

const FILE = "/etc/resolv.conf";

export interface Search {
  readonly domains: readonly string[];
  /** A name with fewer dots is sought in the domains first. */
  readonly ndots: number;
}

/** Domains beyond these are not sought in, so that one look-up is a bounded number of questions. */
const DOMAINS_MAX = 8;
/** What the system's own resolver allows. */
const NDOTS_MAX = 15;

/** As the file says now; where there is none, names stand for themselves. */
export function readSearch(file = FILE): Search {
  try {
    return parseSearch(readFileSync(file, "utf8"));
  } catch {
    return { domains: [], ndots: 1 };
  }
}

/** The last of several `search` and `domain` lines counts. */
export function parseSearch(text: string): Search {
  let domains: readonly string[] = [];
  let ndots = 1;
  for (const line of text.split("\n")) {
    const [keyword, ...words] = line.trim().split(/\s+/);
    if (keyword === "search") domains = words;
    if (keyword === "domain") domains = words.slice(0, 1);
    if (keyword !== "options") continue;
    for (const word of words) {
      const given = /^ndots:(\d{1,4})$/.exec(word)?.[1];
      if (given !== undefined) ndots = Math.min(Number(given), NDOTS_MAX);
    }
  }
  const bare = domains.map((domain) => domain.replace(/\.$/, "")).filter((domain) => domain !== "");
  return { domains: bare.slice(0, DOMAINS_MAX), ndots };
}

/** The names to ask for, the likeliest first. A last dot says that a name is whole. */
export function candidatesOf(name: string, { domains, ndots }: Search): readonly string[] {
  if (name.endsWith(".")) return [name.slice(0, -1)];
  const dots = name.split(".").length - 1;
  const within = domains.map((domain) => `${name}.${domain}`);
  return dots >= ndots ? [name, ...within] : [...within, name];
}
