/** Whatever starts processes or tells of them needs the token that only the page served by this server holds. */
import { randomBytes, timingSafeEqual } from "node:crypto";

export function makeToken(): string {
  return randomBytes(32).toString("base64url");
}

/** In constant time, so that a token cannot be found letter by letter. */
export function isToken(given: string | undefined, token: string): boolean {
  const [a, b] = [Buffer.from(given ?? ""), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
