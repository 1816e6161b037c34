/** The small grammars inside a configuration: public keys and durations. */

/** A CURVE public key in Z85 (ZeroMQ RFC 32). */
export const PUBLIC_KEY = /^[0-9a-zA-Z.:+=^!/*?&<>()[\]{}@%$#-]{40}$/;

/** An Ed25519 public or secret key: 32 bytes in lower-case hexadecimal digits. */
export const SIGNING_KEY = /^[0-9a-f]{64}$/;

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

/** Beyond the last round of every protocol; which rounds there are is checked for each. */
export const ROUND_MAX = 999;
