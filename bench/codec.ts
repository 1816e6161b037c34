/** Reports ↔ bytes: one node's last report, encoded and decoded, beside a copy of its bytes. */
import { levelSize } from "../src/core/path.js";
import { emptyRows, fullRow, type OralReport } from "../src/protocols/om/report.js";
import { Decoder, encodeReport } from "../src/wire/codec.js";
import { groupOf, timesPerSecond } from "./measure.js";

export interface CodecFigures {
  readonly n: number;
  readonly wire: "json" | "packed";
  readonly relays: number;
  readonly bytes: number;
  /** relays a second */
  readonly encoded: number;
  readonly decoded: number;
  /** as many relays' bits copied */
  readonly copied: number;
}

export function benchCodec(n: number, wire: "json" | "packed"): CodecFigures {
  const group = groupOf(n);
  const { m } = group;
  const context = { group, hash: "0".repeat(64), run: "bench", instance: 0, wire } as const;
  const rows = emptyRows(n, m);
  const full = fullRow(n, m);
  for (let row = 0; row < rows.length; row++) rows[row] = (row * 0x9e3779b9) & full;
  const report: OralReport = { round: m, from: 2, planes: [rows] };
  const frames = encodeReport(context, report);
  const decoder = new Decoder(context);
  const decode = () => {
    // what comes over a link is bytes of its own
    const messages = frames.map((frame) => decoder.decode(2, frame as readonly Buffer[]));
    if (messages.at(-1)?.kind !== "report") throw new Error("a report that cannot be read");
  };
  const relays = levelSize(n, m) / (n - 1);
  const target = rows.slice();
  return {
    n,
    wire,
    relays,
    bytes: frames.flat().reduce((sum, part) => sum + part.length, 0),
    encoded: relays * timesPerSecond(() => encodeReport(context, report)),
    decoded: relays * timesPerSecond(decode),
    copied: relays * timesPerSecond(() => target.set(rows)),
  };
}
