/**
 * A socket at which messages always wait hands one in 513 over later, and where it is closed before that, `receive` rejects with
 * another error than it does otherwise, which zeromq.js's own loop throws. A node that closed while it was flooded ended so,
 * now and then, with an exception that nobody could catch.
 */
import { expect, onTestFinished, test } from "vitest";
import { Dealer, Router } from "zeromq";
import { Turns } from "../../src/net/loop.js";
import { next } from "../../src/net/zeromq.js";

/** src/socket.cc of zeromq.js: what is handed over at once, one after the other. */
const AT_ONCE_MAX = 512;

/** A listener that has handed over all it does at once, and has more. */
async function busy(name: string): Promise<Router> {
  const router = new Router({ linger: 0 });
  const dealer = new Dealer({ linger: 0 });
  onTestFinished(() => {
    router.close();
    dealer.close();
  });
  await router.bind(`inproc://${name}`);
  dealer.connect(`inproc://${name}`);
  for (let sent = 0; sent <= AT_ONCE_MAX; sent += 1) await dealer.send(`${sent}`);
  for (let taken = 0; taken < AT_ONCE_MAX; taken += 1) await router.receive();
  return router;
}

test("zeromq.js rejects with ENOTSOCK where it otherwise says EAGAIN", async () => {
  const router = await busy("rejects");
  const pending = router.receive();
  router.close();
  await expect(pending).rejects.toMatchObject({ code: "ENOTSOCK" });
});

test("nothing comes from a socket that is closed while it is busy, nor once it is closed", async () => {
  const router = await busy("ends");
  const pending = next(router);
  router.close();
  expect(await pending).toBeNull();
  expect(await next(router)).toBeNull();
});

test("a loop over it ends in silence", async () => {
  const router = await busy("loops");
  const loop = new Turns().each(router, () => expect.unreachable());
  router.close();
  await loop;
});

test("what goes wrong with a socket that is open is no end", async () => {
  const dealer = new Dealer({ linger: 0, receiveTimeout: 1 });
  onTestFinished(() => dealer.close());
  await expect(next(dealer)).rejects.toMatchObject({ code: "EAGAIN" });
});
