/**
 * A whole member with its disk, whose links are in a test's hand: what it posts is seen, and what it hears is given to it. The
 * test's file has `linking.ts` mocked, with `openLinks` a mock function.
 */
import { vi } from "vitest";
import { type Frame, FrameCodec } from "../../src/member/log/frames.js";
import type { JoinLogOptions } from "../../src/member/log/join-log.js";
import { openLinks } from "../../src/member/log/linking.js";
import type { LogMember } from "../../src/member/log/log-member.js";
import type { Links } from "../../src/net/links.js";
import type { LinksEvents } from "../../src/net/links-options.js";
import type { Message } from "../../src/protocols/simplex/types.js";
import type { LogGroup } from "./group.js";

const codec = new FrameCodec(4);

export interface ByHand {
  readonly member: LogMember;
  /** in one frame, a line each */
  readonly hear: (from: number, ...frames: readonly Frame[]) => void;
  /** one frame in its parts */
  readonly hearParts: (from: number, ...parts: readonly Buffer[]) => void;
  /** peers whose links were cut */
  readonly cut: readonly number[];
}

export async function byHand(
  group: LogGroup,
  id: number,
  onPost: (message: Message) => void = () => undefined,
  more: Partial<JoinLogOptions> = {},
): Promise<ByHand> {
  const cut: number[] = [];
  const post = (_peer: number, [bytes]: readonly Uint8Array[]) => {
    for (const frame of codec.decodeAll(Buffer.from(bytes!)))
      if (!("fault" in frame) && frame.kind === "message") onPost(frame.message);
  };
  const idle = async () => undefined;
  let events!: LinksEvents;
  vi.mocked(openLinks).mockImplementation(async (_setup, _peers, given) => {
    events = given;
    const links = {
      post,
      meet: idle,
      close: idle,
      cut: (peer: number) => cut.push(peer),
      restore: () => undefined,
      hears: () => false,
    };
    return links as unknown as Links;
  });
  const member = await group.start(id, more);
  const hearParts = (from: number, ...parts: readonly Buffer[]) => events.onFrame(from, parts);
  const hear = (from: number, ...frames: readonly Frame[]) => {
    const lines = frames.map((frame) => Buffer.from(codec.encode(frame)).toString());
    hearParts(from, Buffer.from(lines.join("\n")));
  };
  return { member, hear, hearParts, cut };
}

export function framed(message: Message): Frame {
  return { kind: "message", message };
}
