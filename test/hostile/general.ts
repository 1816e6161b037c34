/** A general who tells each receiver a text of its own as his value, signed and told as an honest one's, and no value at all. */
import { createHash } from "node:crypto";
import { groupOf } from "../../src/config/config.js";
import { configHash } from "../../src/config/hash.js";
import { ed25519Signer } from "../../src/node/ed25519.js";
import { protocolOf } from "../../src/protocols/index.js";
import { encodeReport } from "../../src/wire/codec.js";
import type { Alter } from "./member.js";
import type { Stage } from "./stage.js";

/** What he says in round 0 to each of these; later he is honest. */
export function tellsEach({ config, keys }: Stage, texts: ReadonlyMap<number, string>): Alter {
  const self = config.general;
  const group = groupOf(config);
  const hash = configHash(config);
  const own = keys.get(self);
  const signer =
    own?.signingSecret &&
    ed25519Signer(
      { protocol: "sm", run: config.run, hash, instance: 0 },
      { publicKeys: { [self]: own.signingKey! }, secretKeys: { [self]: own.signingSecret } },
    );
  return ({ type, round, to, parts }) => {
    const text = texts.get(to);
    if (type !== "report" || round !== 0 || text === undefined) return [parts];
    const order = createHash("sha256").update(text, "utf8").digest("hex");
    const contents = { ...group.contents, [order]: text };
    const part = { group: { ...group, contents }, self, order, ...(signer && { signer }) };
    const said = protocolOf(group).make(part).send(0)!;
    return encodeReport({ group, hash, run: config.run, instance: 0, wire: "json" }, said).map((frame) =>
      frame.map((one) => Buffer.from(one)),
    );
  };
}
