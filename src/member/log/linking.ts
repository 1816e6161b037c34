/** A member's links with the others: what each may send, and how much memory all of it may take. */
import { Links, type Peer } from "../../net/links.js";
import type { LinksEvents } from "../../net/links-options.js";
import { FRAME_BYTES_MAX } from "./frames.js";
import type { LogIdentity } from "./identity.js";

/** So many wait for a peer that does not read; what comes then is lost to it, as on a bad link, and goes again by itself. */
const UNREAD_FRAMES_MAX = 1024;
const SENT_A_SECOND = { frames: 20_000, bytes: 256 * 1024 * 1024 };
/** What the state, the pool and the log's end may take of this process's memory, before peers are suspected. */
const MEMORY_BYTES = 1024 * 1024 * 1024;

export function openLinks(
  { id, address, keys }: LogIdentity,
  peers: readonly Peer[],
  events: LinksEvents,
): Promise<Links> {
  return Links.open(
    {
      ...{ self: id, address, peers },
      ...(keys && { keys }),
      frameBytesMax: FRAME_BYTES_MAX,
      budget: { frames: UNREAD_FRAMES_MAX, bytes: Number.MAX_SAFE_INTEGER },
      perSecond: SENT_A_SECOND,
      runBytesMax: MEMORY_BYTES,
    },
    events,
  );
}
