/** Whom a node sends rows in their tight form and reports told by a pattern, and what it counts. */
import { expect, it } from "vitest";
import { freeAddresses } from "../../src/cluster/ports.js";
import type { Group, NodeId } from "../../src/core/group.js";
import { bytesOf, type Message } from "../../src/net/form.js";
import { Outbox } from "../../src/node/outbox.js";
import { type Company, Peers, type PeersPlan } from "../../src/node/peers.js";
import { randomOrders } from "../../src/protocols/om/lies.js";
import { emptyReport } from "../../src/protocols/om/report.js";
import { type RowsForm, reportBytesMax, type WireContext } from "../../src/wire/codec.js";
import { groupOf } from "../sim/worlds.js";

const GROUP: Group = groupOf(23, 6);
const CONTEXT: WireContext = { group: GROUP, hash: "d".repeat(64), run: "1", instance: 0, wire: "packed" };

/** Peers of whom some read rows in other forms, and in which they were sent some. */
function companyOf(reads: Readonly<Record<NodeId, RowsForm>>) {
  const sent: { to: NodeId; form: string | undefined; bytes: number; message: Message }[] = [];
  const send = (to: NodeId, message: Message) => {
    const [head] = message as readonly Uint8Array[];
    const form = /"(tight|patterned)":true\}$/.exec(Buffer.from(head as Uint8Array).toString())?.[1];
    sent.push({ to, form, bytes: bytesOf(message, 0), message });
  };
  const company = { send, reads: (peer: NodeId) => reads[peer] };
  return { sent, company: company as unknown as Company };
}

it("who says so gets tight rows, or what a pattern tells, others what they always got, and each is counted as it went", () => {
  const { sent, company } = companyOf({ 3: "tight", 4: "patterned", 6: "tight", 7: "patterned" });
  const outbox = new Outbox(CONTEXT, 22, company, null);
  const report = emptyReport(GROUP, 6, 22);
  for (const to of [2, 3, 4, 5, 6, 7]) outbox.report(report, to);
  const forms = [undefined, "tight", "patterned", undefined, "tight", "patterned"];
  expect(sent.map(({ form }) => form)).toEqual(forms);
  // what is owed to many is held once in each form
  expect(new Set(sent.map(({ message }) => message)).size).toBe(3);
  const [loose, tight] = [reportBytesMax(CONTEXT, 6), reportBytesMax({ ...CONTEXT, reads: "tight" }, 6)];
  const patterned = loose + ',"patterned":true'.length - 574_560 + 4 * 420 + 7980;
  expect(sent.map(({ bytes }) => bytes)).toEqual([loose, tight, patterned, loose, tight, patterned]);
  expect(outbox.traffic).toMatchObject({ reports: 6, bytes: 2 * (loose + tight + patterned) });
});

it("what is drawn goes in tight rows to those who read patterns, too", () => {
  const { sent, company } = companyOf({ 4: "patterned" });
  const outbox = new Outbox(CONTEXT, 22, company, null);
  outbox.report(randomOrders(GROUP, emptyReport(GROUP, 6, 22), 4, 1), 4);
  expect(sent.map(({ form }) => form)).toEqual(["tight"]);
});

it("nodes of a single run tell each other that they read them; members of a group do not, nor do nodes that spell out", async () => {
  const ids = [1, 2];
  const group = groupOf(2, 0);
  const readsOf = async (wires: readonly ("json" | "packed")[], serve: PeersPlan["serve"]) => {
    const addresses = await freeAddresses(2);
    const nodes = ids.map((id, at) => ({ id, address: addresses[at] as string }));
    const opened = await Promise.all(
      ids.map((self, at) => {
        const wire = wires[at] as "json" | "packed";
        const { address } = nodes[at] as { address: string };
        const peers = nodes.filter(({ id }) => id !== self);
        const options = { self, address, peers, group, hash: CONTEXT.hash, run: "1", wire, order: "attack" };
        const timing = { roundTimeoutMs: 1000, startTimeoutMs: 1000, seed: 1 };
        const context = { ...CONTEXT, group, wire };
        return Peers.open({ ...options, ...timing }, { context, serve });
      }),
    );
    const heard = opened.map(
      (peers) =>
        new Promise<void>((resolve) => {
          const listener = { heard: () => resolve(), receive: () => {}, linkFault: () => {} };
          peers.tell(listener);
          if (peers.heard.length > 0) resolve();
        }),
    );
    await Promise.all(heard);
    const reads = opened.map((peers, at) => peers.reads(ids[1 - at] as NodeId));
    await Promise.all(opened.map((peers) => peers.close()));
    return reads;
  };
  expect(await readsOf(["packed", "packed"], "one")).toEqual(["patterned", "patterned"]);
  expect(await readsOf(["json", "packed"], "one")).toEqual([undefined, undefined]);
  expect(await readsOf(["packed", "packed"], { inFlight: 1 })).toEqual([undefined, undefined]);
});
