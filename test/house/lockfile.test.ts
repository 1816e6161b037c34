/**
 * What `npm ci` installs is pinned on every platform, and from wherever the reader's npm gets its packages.
 *
 * npm leaves version and integrity out for optional packages of other platforms when it writes a lockfile beside an
 * installed node_modules; there the same command then takes whatever it is given. Entries without either, with a version
 * that is a range, from elsewhere than a registry, or with an address of one workplace's registry are all looked for.
 */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

interface Entry {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
}

type Entries = Readonly<Record<string, Entry>>;

const lockfile = readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8");
const { packages } = JSON.parse(lockfile) as { packages: Entries };

it("every package of the lockfile has a version and an integrity, and no address", () => {
  expect(Object.keys(packages).length).toBeGreaterThan(200);
  expect(unpinned(packages)).toEqual([]);
});

it("finds entries that are not pinned", () => {
  const integrity = `sha512-${"A".repeat(86)}==`;
  const entries: Entries = {
    "": {},
    sound: { version: "1.0.0", integrity },
    unversioned: { integrity },
    range: { version: "^1.0.0", integrity },
    unchecked: { version: "1.0.0" },
    weak: { version: "1.0.0", integrity: "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=" },
    placed: { version: "1.0.0", integrity, resolved: "https://registry.example/placed-1.0.0.tgz" },
    linked: { link: true },
  };
  expect(unpinned(entries)).toEqual(["unversioned", "range", "unchecked", "weak", "placed", "linked"]);
});

/** Where there is an address it stands for one registry; npm asks the reader's own without it. */
function unpinned(entries: Entries): string[] {
  return Object.entries(entries).flatMap(([name, { version, integrity, resolved, link }]) => {
    const isExact = /^\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/.test(version ?? "");
    const isChecked = /^sha512-[\w+/]{86}==$/.test(integrity ?? "");
    return name === "" || (isExact && isChecked && resolved === undefined && !link) ? [] : [name];
  });
}
