/** Four members with real keys, whose messages travel as bytes, and whose journals are read from bytes. */
import { generateKeyPairSync } from "node:crypto";
import { expect, it } from "vitest";
import { ed25519Crypto } from "../../src/node/log-signatures.js";
import { Simplex } from "../../src/protocols/simplex/machine.js";
import { attestationText, statementText } from "../../src/protocols/simplex/statement.js";
import type { Message } from "../../src/protocols/simplex/types.js";
import { Codec } from "../../src/protocols/simplex/wire/codec.js";
import { LogGroup } from "../../src/sim/log/group.js";
import { commandsOf, TIMING } from "./worlds.js";

const codec = new Codec(4);

function keys() {
  const pairs = [1, 2, 3, 4].map((id) => {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const hex = (der: Buffer) => der.subarray(-32).toString("hex");
    const secret = hex(privateKey.export({ format: "der", type: "pkcs8" }));
    return { id, secret, open: hex(publicKey.export({ format: "der", type: "spki" })) };
  });
  const opens = Object.fromEntries(pairs.map(({ id, open }) => [id, open]));
  return (id: number) => ed25519Crypto((by) => opens[by], pairs[id - 1]?.secret as string);
}

/** A machine whose messages and journal have been bytes. */
class OverBytes extends Simplex {
  override step(...[input, nowMs]: Parameters<Simplex["step"]>): ReturnType<Simplex["step"]> {
    const step = super.step(input, nowMs);
    return {
      ...step,
      keep: JSON.parse(JSON.stringify(step.keep)) as typeof step.keep,
      send: step.send.map(({ to, message }) => ({
        to,
        message: codec.decode(Buffer.from(codec.encode(message))) as Message,
      })),
    };
  }
}

it("four members with real keys agree over bytes, and one starts again from them", () => {
  const group = new LogGroup({
    n: 4,
    timing: TIMING,
    delayMs: () => 20,
    crypto: keys(),
    make: (options, nowMs) => new OverBytes(options, nowMs),
  });
  group.submit(1, "one");
  group.run(2000);
  group.kill(3);
  group.submit(2, "two");
  group.run(4000);
  group.start(3);
  group.run(10_000);
  for (const name of [1, 2, 3, 4]) expect(commandsOf(group, name)).toEqual(["one", "two"]);
  expect(group.referee.violations).toEqual([]);
});

it("no two statements have one text", () => {
  const texts = ["g", "h"].flatMap((of) =>
    [0, 1].flatMap((epoch) =>
      [1, 2].flatMap((view) => [
        ...(["propose", "notarize", "finalize"] as const).flatMap((kind) =>
          ["a", "b"].map((hash) => statementText({ group: of, epoch }, { kind, view, hash })),
        ),
        statementText({ group: of, epoch }, { kind: "nullify", view, hash: null }),
        ...["s", "t"].map((state) =>
          attestationText({ group: of, epoch }, { view, height: 1, hash: "a", state }),
        ),
      ]),
    ),
  );
  expect(new Set(texts).size).toBe(texts.length);
});
