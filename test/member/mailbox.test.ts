/** What a member keeps of what peers said in an agreement that it has not begun, and what stays once it has relayed an order. */
import { expect, it } from "vitest";
import { Mailbox } from "../../src/member/mailbox.js";
import type { Opening } from "../../src/wire/codec.js";

function opening(instance: number, text: string): Opening {
  return { instance, type: "report", life: "", to: "", reading: null, parts: [Buffer.from(text)] };
}

function heldIn(mailbox: Mailbox, instance: number): string[] {
  return mailbox.of(instance).map(({ from, opening: { parts } }) => `${from} ${parts.join()}`);
}

it("what was pinned comes first, though the general's next process, or another one, says otherwise", () => {
  const mailbox = new Mailbox(8, 1);
  mailbox.keep(3, opening(5, "ready"));
  mailbox.keep(1, opening(5, "attack"));
  mailbox.pin(5, 1);
  mailbox.forgetPeer(1);
  mailbox.keep(1, opening(5, "retreat"));
  mailbox.pin(5, 1);
  expect(heldIn(mailbox, 5)).toEqual(["1 attack", "3 ready", "1 retreat"]);
  expect(heldIn(mailbox, 6)).toEqual([]);
});

it("what was pinned goes with its instance, and with the life in which it was relayed", () => {
  for (const forget of [(mailbox: Mailbox) => mailbox.forget(5), (mailbox: Mailbox) => mailbox.forgetAll()]) {
    const mailbox = new Mailbox(8, 1);
    mailbox.keep(1, opening(5, "attack"));
    mailbox.pin(5, 1);
    forget(mailbox);
    expect(heldIn(mailbox, 5)).toEqual([]);
  }
});
