/**
 * Who may ask the view's server: pages that it served itself, on this machine. The Host header is checked against
 * names that other sites cannot make point here with another name (DNS rebinding), Origin against the same, and
 * whatever starts processes or tells of them needs the token that only the served page holds.
 */
import { randomBytes, timingSafeEqual } from "node:crypto";

const LOOPBACK_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\]):(\d{1,5})$/;

export function isOwnHost(host: string | undefined, port: number): boolean {
  return host !== undefined && LOOPBACK_HOST.exec(host)?.[1] === String(port);
}

/** A request without Origin is a plain navigation or a program on this machine; `null` and others are not ours. */
export function isOwnOrigin(origin: string | undefined, host: string): boolean {
  return origin === undefined || origin === `http://${host}`;
}

export function makeToken(): string {
  return randomBytes(32).toString("base64url");
}

/** In constant time, so that a token cannot be found letter by letter. */
export function isToken(given: string | undefined, token: string): boolean {
  const [a, b] = [Buffer.from(given ?? ""), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
