/** A peer that says nothing but what is wrong costs work each time: it is not listened to for a while. */
import { expect, it, vi } from "vitest";
import type { openLinks } from "../../src/member/log/linking.js";
import { byHand, framed } from "./by-hand.js";
import { LogGroup } from "./group.js";

vi.mock(import("../../src/member/log/linking.js"), () => ({ openLinks: vi.fn<typeof openLinks>() }));

it("a frame of two parts is told, and neither of them is read", async () => {
  const group = await LogGroup.of(4, {}, "60s");
  const { member, hearParts } = await byHand(group, 4);
  const kinds: string[] = [];
  member.on("fault", ({ kind, detail }) => kinds.push(`${kind}: ${detail}`));
  hearParts(1, Buffer.from("nonsense"), Buffer.from("more"));
  await vi.waitFor(() =>
    expect(kinds).toEqual(["malformed: a frame of 2 parts, and those of a log have one"]),
  );
  await group.stop(4);
});

it("the link of a peer with a thousand faults in a second is cut, and nobody else's", async () => {
  const group = await LogGroup.of(4, {}, "60s");
  const { member, hear, cut } = await byHand(group, 4);
  let faults = 0;
  member.on("fault", () => faults++);
  const votes = [1, 2, 3].map((by) => ({ by, signature: "A".repeat(86) }));
  const bogus = (view: number) =>
    framed({ kind: "certificate", certificate: { kind: "nullify", epoch: 0, view, hash: null, votes } });
  // what comes at once is one turn
  const send = (from: number, count: number) => {
    for (let view = 1; view <= count; view++) hear(from, bogus(view));
  };
  send(1, 1000);
  await vi.waitFor(() => expect(faults).toBe(1000), 15_000);
  expect(cut).toEqual([]);
  send(2, 1001);
  await vi.waitFor(() => expect(faults).toBe(2001), 15_000);
  expect(cut).toEqual([2]);
  await group.stop(4);
});
