/** A group's folder on this machine. */
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { atFreeAddresses, groupIn } from "../../src/cli/log-folder.js";

it("a group whose addresses are taken moves to others, and is the same otherwise", async () => {
  const folder = mkdtempSync(join(tmpdir(), "strategos-group-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const made = await groupIn(folder, 4, "3s");
  const [first] = made.nodes.map(({ address }) => Number(new URL(address).port));
  const other = createServer().listen(first, "127.0.0.1");
  onTestFinished(() => void other.close());
  await once(other, "listening");
  const moved = await atFreeAddresses(folder, await groupIn(folder, null, "1s"));
  expect(moved.nodes.map(({ address }) => address)).not.toEqual(made.nodes.map(({ address }) => address));
  const same = ({ nodes, ...rest }: typeof made) => ({
    ...rest,
    nodes: nodes.map(({ address: _, ...node }) => node),
  });
  expect(same(moved)).toEqual(same(made));
});
