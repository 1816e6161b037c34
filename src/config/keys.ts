/** CURVE key pairs: Curve25519 (RFC 7748), written in Z85 (ZeroMQ RFC 32), 40 characters for 32 bytes. */
import { generateKeyPairSync } from "node:crypto";

export interface KeyPair {
  readonly publicKey: string;
  readonly secretKey: string;
}

export function makeKeyPair(): KeyPair {
  const { x, d } = generateKeyPairSync("x25519").privateKey.export({ format: "jwk" });
  return {
    publicKey: z85(Buffer.from(x as string, "base64url")),
    secretKey: z85(Buffer.from(d as string, "base64url")),
  };
}

const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

/** Four bytes become five digits to base 85, most significant first. */
function z85(bytes: Buffer): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 4) {
    const word = bytes.readUInt32BE(at);
    for (let power = 85 ** 4; power >= 1; power /= 85) text += DIGITS[Math.floor(word / power) % 85];
  }
  return text;
}
