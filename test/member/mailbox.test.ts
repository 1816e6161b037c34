/** What a member keeps of what peers said in an agreement that it has not begun. */
import { expect, it } from "vitest";
import { Mailbox } from "../../src/member/mailbox.js";
import type { Opening } from "../../src/wire/codec.js";

function opening(instance: number, text: string): Opening {
  return { instance, type: "report", life: "", to: "", reading: null, parts: [Buffer.from(text)] };
}

function heldIn(mailbox: Mailbox, instance: number): string[] {
  return mailbox.of(instance).map(({ from, opening: { parts } }) => `${from} ${parts.join()}`);
}

it("of a peer that says more than it owes, or of more instances, the oldest goes; of the others nothing does", () => {
  const mailbox = new Mailbox(4, 1);
  for (const text of ["a", "b", "b", "c", "d", "order"]) mailbox.keep(1, opening(5, text));
  for (const instance of [6, 7, 8, 9, 5]) mailbox.keep(2, opening(instance, "order"));
  mailbox.keep(3, opening(5, "ready"));
  expect(heldIn(mailbox, 5)).toEqual(["1 b", "1 c", "1 d", "1 order", "3 ready"]);
});
