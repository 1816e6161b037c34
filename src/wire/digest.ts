/** What stands for a value: the SHA-256 of its JSON text in UTF-8, in lower-case hexadecimal digits. */
import { createHash } from "node:crypto";
import type { ValueText } from "../core/value.js";

export const DIGEST = /^[0-9a-f]{64}$/;

export function digestOf(text: ValueText): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
