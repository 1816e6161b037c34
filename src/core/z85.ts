/** Keys as text, by ZeroMQ's RFC 32 (Z85): four bytes become five digits to base 85, most significant first. */

const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

export function encodeZ85(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = "";
  for (let at = 0; at < bytes.length; at += 4) {
    const word = view.getUint32(at);
    for (let power = 85 ** 4; power >= 1; power /= 85) text += DIGITS[Math.floor(word / power) % 85];
  }
  return text;
}

/** Of digits alone, a multiple of five; null where five of them say more than four bytes hold. */
export function decodeZ85(text: string): Uint8Array | null {
  const view = new DataView(new ArrayBuffer((text.length / 5) * 4));
  for (let at = 0; at < text.length; at += 5) {
    let word = 0;
    for (const digit of text.slice(at, at + 5)) word = word * 85 + DIGITS.indexOf(digit);
    if (word > 0xffffffff) return null;
    view.setUint32((at / 5) * 4, word);
  }
  return new Uint8Array(view.buffer);
}
