/**
 * zeromq.js throws at once, and does not reject, where a socket is closed or busy: a `catch` on what `send` returns
 * never sees that, and a race with the end could end the process. Siblings looked for: send of dealer, listener and
 * the handler of keys, connect, disconnect and bind.
 */
import { expect, test } from "vitest";
import { Dealer, Reply, Router } from "zeromq";
import { attempt } from "../../src/net/zeromq.js";
import { Node, pair } from "./mesh.js";

test("what a closed or busy socket throws at once is a failure like any other", async () => {
  const dealer = new Dealer({ linger: 0 });
  dealer.connect("tcp://127.0.0.1:9");
  dealer.close();
  const router = new Router({ linger: 0 });
  const reply = new Reply({ linger: 0 });
  for (const closed of [router, reply]) closed.close();
  const thrown = [
    () => dealer.send("x"),
    () => dealer.connect("tcp://127.0.0.1:9"),
    () => dealer.disconnect("tcp://127.0.0.1:9"),
    () => router.send(["x", "y"]),
    () => router.bind("tcp://127.0.0.1:9"),
    () => reply.send("x"),
  ];
  for (const action of thrown) {
    expect(action).toThrow(/closed|Socket/i);
    expect(await attempt(action)).toBe(false);
  }
});

test("links that are used while they close, and after, throw nothing", async () => {
  const [one, two] = await pair();
  const [first, second] = await Promise.all([Node.open(one, [one, two]), Node.open(two, [one, two])]);
  await Promise.all([first.up(2), second.up(1)]);
  const closing = first.links.close();
  first.say(2, "while it closes");
  first.links.cut(2);
  await closing;
  first.say(2, "afterwards");
  second.say(1, "to nobody");
  second.links.cut(1);
  second.say(1, "to one that is cut");
  expect([...first.faults, ...second.faults]).toEqual([]);
});
