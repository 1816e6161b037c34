/** What a member keeps of what peers said in an agreement that it has not begun. */
import { expect, it } from "vitest";
import { Mailbox } from "../../src/core/mailbox.js";

it("of a peer that says more than it owes, or of more instances, the oldest goes; of the others nothing does", () => {
  const mailbox = new Mailbox<string>(4, 1, (one, other) => one === other);
  for (const text of ["a", "b", "b", "c", "d", "order"]) mailbox.keep(1, 5, text);
  for (const instance of [6, 7, 8, 9, 5]) mailbox.keep(2, instance, "order");
  mailbox.keep(3, 5, "ready");
  const held = mailbox.of(5).map(({ from, message }) => `${from} ${message}`);
  expect(held).toEqual(["1 b", "1 c", "1 d", "1 order", "3 ready"]);
});

it("with an instance all before it are forgotten, whichever was forgotten last, until all is begun anew", () => {
  const mailbox = new Mailbox<string>(4, 4, (one, other) => one === other);
  const held = () => [2, 5, 6, 7].filter((instance) => mailbox.of(instance).length > 0);
  for (const instance of [2, 5, 6, 7]) mailbox.keep(1, instance, "ready");
  mailbox.forget(6);
  expect([held(), mailbox.size]).toEqual([[7], 1]);
  mailbox.forgetAll();
  for (const instance of [2, 5]) mailbox.keep(1, instance, "ready");
  mailbox.forget(2);
  expect(held()).toEqual([5]);
});
