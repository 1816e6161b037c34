/** Debian's Chromium for the tests of the page: found, or installed when the tests run as root. */
import { existsSync } from "node:fs";
import { ensureInstalled } from "../debian.js";

export const CHROMIUM = "/usr/bin/chromium";
export const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Vitest runs this once before all tests. */
export default function installChromium(): void {
  ensureInstalled(() => existsSync(CHROMIUM), "chromium", "fonts-dejavu-core");
}
