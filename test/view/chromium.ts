/** Debian's Chromium for the tests of the page: found, or installed when the tests run as root. */
import { existsSync } from "node:fs";
import { ensureInstalled } from "../debian.js";

export const CHROMIUM = "/usr/bin/chromium";

/** The address bar's suggestions are a page of the browser's own, begun with each window: a second of computing, for nobody. */
const UNSEEN = ["WebUIOmniboxPopup", "WebUIOmniboxFullPopup", "WebUIOmniboxAimPopup"];

/** What Playwright leaves out by itself, which a list of one's own takes the place of. */
const LEFT_OUT = [
  ...["AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync"],
  ...["DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay"],
  ...["MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding"],
  ...["PreconnectToSearch", "ThirdPartyStoragePartitioning"],
];

export const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  `--disable-features=${[...LEFT_OUT, ...UNSEEN].join(",")}`,
];

/** Vitest runs this once before all tests. */
export default function installChromium(): void {
  ensureInstalled(() => existsSync(CHROMIUM), "chromium", "fonts-dejavu-core");
}
