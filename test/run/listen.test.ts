/** `--listen`: a node behind a mapped port listens elsewhere than its peers dial. */
import { readFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { freeAddresses } from "../../src/cluster/ports.js";
import { parseConfig } from "../../src/config/parse.js";
import { configFile, start } from "./strategos.js";

/** What an engine does with a published port: takes connections here and passes their bytes on to there. */
async function mapPort(from: string, to: string): Promise<void> {
  const open = new Set<Socket>();
  const keep = (socket: Socket) => {
    open.add(socket);
    socket.on("error", () => socket.destroy()).on("close", () => open.delete(socket));
  };
  const server = createServer((outside) => {
    const inside = connect(Number(new URL(to).port), "127.0.0.1");
    for (const socket of [outside, inside]) keep(socket);
    outside.pipe(inside).pipe(outside);
    outside.on("close", () => inside.destroy());
    inside.on("close", () => outside.destroy());
  });
  onTestFinished(() => {
    server.close();
    for (const socket of open) socket.destroy();
  });
  await new Promise<void>((resolve) => {
    server.listen(Number(new URL(from).port), "127.0.0.1", resolve);
  });
}

it("nodes behind mapped ports agree with nodes that are not: nobody finds another configuration", async () => {
  const file = await configFile(4, ["roundTimeout: 4s"]);
  const { nodes } = parseConfig(readFileSync(file, "utf8"));
  const listens = await freeAddresses(2);
  await Promise.all(listens.map((listen, index) => mapPort(nodes[index]!.address, listen)));
  const ended = await Promise.all(
    nodes.map(({ id }) => {
      const listen = listens[id - 1];
      return start(["node", String(id), "--config", file, "--json", ...(listen ? ["--listen", listen] : [])])
        .ended;
    }),
  );
  expect(ended.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  for (const { stdout } of ended) expect(JSON.parse(stdout)).toMatchObject({ order: "attack", faults: [] });
});
