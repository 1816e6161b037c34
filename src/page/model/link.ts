/**
 * A small recording inside an address: behind `recording=`, packed and in letters that an address takes. What comes back
 * is foreign text, so it is bounded before it is unpacked and while it is, and read like any recording.
 */
const KEY = "recording=";

/** Longer addresses are cut by what passes them on. */
export const LINK_CHARS_MAX = 16_000;
const CUT =
  "The address was cut or changed on its way: the recording in it cannot be read. Ask for it as a file.";
const UNPACKED_BYTES_MAX = 4_000_000;

/** The address with the recording in it. Throws an Error where it is too long. */
export async function linkOf(address: string, recording: string): Promise<string> {
  const packed = new Blob([recording]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  const letters = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const link = withPart(
    address,
    `${KEY}${letters.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`,
  );
  if (link.length <= LINK_CHARS_MAX) return link;
  throw new Error(
    `With this recording the address has ${link.length} characters, and ${LINK_CHARS_MAX} are the most that get through. Save the recording as a file instead, under Set up.`,
  );
}

/** What of an address holds a recording, as it stands there; empty where there is none. */
export function recordingPart(address: string): string {
  const at = address.indexOf(KEY);
  return at < 0 ? "" : address.slice(at);
}

/** An address with such a part, so that it can be kept, and opened again. */
export function withPart(address: string, part: string): string {
  return part === "" ? address : `${address}${address.includes("?") ? "&" : "?"}${part}`;
}

/** The recording in an address; null where there is none. Throws an Error where it cannot be unpacked. */
export async function recordingInLink(address: string): Promise<string | null> {
  const part = recordingPart(address);
  if (part === "") return null;
  const letters = part.slice(KEY.length);
  if (letters.length > LINK_CHARS_MAX || !/^[\w-]+$/.test(letters)) throw new Error(CUT);
  try {
    const bytes = Uint8Array.from(atob(letters.replaceAll("-", "+").replaceAll("_", "/")), (one) =>
      one.charCodeAt(0),
    );
    return await unpacked(bytes);
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw new Error(CUT, { cause: error });
  }
}

async function unpacked(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.length;
    if (size > UNPACKED_BYTES_MAX) {
      await reader.cancel();
      throw new RangeError(
        `The recording in the address is larger than ${UNPACKED_BYTES_MAX} bytes, which no link of this page is.`,
      );
    }
    text += decoder.decode(value, { stream: true });
  }
}
