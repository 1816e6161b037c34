/** What a member keeps of what peers said in an agreement that it has not begun, and what stays once it has relayed an order. */
import { expect, it } from "vitest";
import { Mailbox } from "../../src/member/mailbox.js";
import type { Told } from "../../src/node/part.js";
import type { Opening } from "../../src/wire/codec.js";

const ATTACK: Told = {
  ...{ kind: "relayed", from: 1 },
  message: { kind: "report", round: 0, report: { round: 0, from: 1 }, faults: [] },
};

function opening(instance: number, text: string): Opening {
  return { instance, type: "report", life: "", to: "", reading: null, parts: [Buffer.from(text)] };
}

function heldIn(mailbox: Mailbox, instance: number): string[] {
  return mailbox.of(instance).map(({ from, opening: { parts } }) => `${from} ${parts.join()}`);
}

it("of a peer that says more than it owes, or of more instances, something goes; of the others nothing does", () => {
  const mailbox = new Mailbox(4, 1);
  for (const text of ["a", "b", "c", "d", "order"]) mailbox.keep(1, opening(5, text));
  for (const instance of [6, 7, 8, 9, 5]) mailbox.keep(2, opening(instance, "order"));
  mailbox.keep(3, opening(5, "ready"));
  expect(heldIn(mailbox, 5)).toEqual(["1 a", "1 b", "1 c", "1 d", "3 ready"]);
});

it("what was relayed stays, whatever the general says before and after, and whoever he is by then", () => {
  const mailbox = new Mailbox(4, 1);
  mailbox.relayed.keep(5, 1, ATTACK);
  for (const text of ["a", "b", "c", "d"]) mailbox.keep(1, opening(5, text));
  for (const instance of [6, 7, 8, 9]) mailbox.keep(1, opening(instance, "ready"));
  expect(heldIn(mailbox, 5)).toEqual([]);
  mailbox.forgetPeer(1);
  expect(mailbox.relayed.of(5, 1)).toBe(ATTACK);
});

it("what was relayed goes with its instance, though nothing else was kept, and with the life in which it was", () => {
  for (const forget of [(mailbox: Mailbox) => mailbox.forget(5), (mailbox: Mailbox) => mailbox.forgetAll()]) {
    const mailbox = new Mailbox(8, 1);
    mailbox.relayed.keep(5, 1, ATTACK);
    forget(mailbox);
    expect(mailbox.relayed.of(5, 1)).toBeUndefined();
  }
});
