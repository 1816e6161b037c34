/** What this package says of itself: its version, and which versions of Node.js it runs on. */
import { readFileSync } from "node:fs";

interface Package {
  readonly version: string;
  readonly engines: { readonly node: string };
}

export function version(): string {
  return ownPackage().version;
}

/** The versions of Node.js that this program runs on. */
export function nodeRange(): string {
  return ownPackage().engines.node;
}

function ownPackage(): Package {
  return JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as Package;
}
