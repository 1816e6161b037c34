/** The small grammars inside a configuration: addresses, public keys and durations. */

/** A CURVE public key in Z85 (ZeroMQ RFC 32). */
export const PUBLIC_KEY = /^[0-9a-zA-Z.:+=^!/*?&<>()[\]{}@%$#-]{40}$/;

/** An Ed25519 public or secret key: 32 bytes in lower-case hexadecimal digits. */
export const SIGNING_KEY = /^[0-9a-f]{64}$/;

const PORT = "(?:[1-9]\\d{0,3}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d{2}|655[0-2]\\d|6553[0-5])";
const HOST = "(?:[0-9A-Za-z](?:[0-9A-Za-z.-]{0,251}[0-9A-Za-z])?|\\[[0-9A-Fa-f:.]{2,45}\\])";

/** `tcp://host:port` with a name, an IPv4 address or an IPv6 address in brackets; ports 1 to 65535. */
export const LISTEN_ADDRESS = new RegExp(`^tcp://${HOST}:${PORT}$`);

/** The same, but not the address of any host, which nobody can dial. */
export const ADDRESS = new RegExp(`^tcp://(?!0\\.0\\.0\\.0:|\\[::\\]:)${HOST}:${PORT}$`);

/** Digits, perhaps a fraction, and a unit: 2s, 500ms, 1.5s, 1m. */
export const DURATION = /^\d{1,9}(?:\.\d{1,3})?(?:ms|s|m)$/;

export const DURATION_MS_MIN = 10;
export const DURATION_MS_MAX = 3_600_000;

const UNIT_MS = { ms: 1, s: 1000, m: 60_000 };

/** Milliseconds of a text that matches `DURATION`, rounded to whole ones. */
export function durationMs(text: string): number {
  const unit = text.endsWith("ms") ? "ms" : text.endsWith("m") ? "m" : "s";
  return Math.round(Number(text.slice(0, -unit.length)) * UNIT_MS[unit]);
}

/** The shortest text that `durationMs` reads back as this many whole milliseconds. */
export function durationText(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}

/** Whether only this machine can reach the address. */
export function isLoopback(address: string): boolean {
  return /^tcp:\/\/(?:127(?:\.\d{1,3}){3}|\[::1\]|localhost):/i.test(address);
}

/** Beyond the last round of every protocol; which rounds there are is checked for each. */
export const ROUND_MAX = 999;
