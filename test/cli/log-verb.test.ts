/** `log --evidence` asks every member by itself, and a file that is asked for goes with nothing else. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished, vi } from "vitest";
import { EXIT } from "../../src/cli/exit.js";
import { logCommand } from "../../src/cli/verbs/log.js";

const NOBODY = "http://127.0.0.1:1";

/** A member that has this evidence, or none. */
async function member(evidence?: string): Promise<string> {
  const server = createServer((_, response) =>
    evidence === undefined ? response.writeHead(404).end("{}") : response.end(evidence),
  ).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const log = (...args: string[]) => logCommand(() => {}).parseAsync(args, { from: "user" });

it("members that do not answer are passed over, and counted where the others have none", async () => {
  const [none, some] = [await member(), await member("proof")];
  const at = (...members: string[]) => ["--at", members.join(), "--evidence", "2"];
  const written = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  onTestFinished(() => written.mockRestore());
  await log(...at(none, NOBODY, some));
  expect(written.mock.calls).toEqual([["proof\n"]]);
  await expect(log(...at(none, none))).rejects.toMatchObject({
    exitCode: EXIT.usage,
    message: expect.stringContaining("no member has evidence against member 2\n  fix: "),
  });
  await expect(log(...at(none, none, NOBODY))).rejects.toMatchObject({
    exitCode: EXIT.unknown,
    message: expect.stringContaining("of 3 members 2 answered, and none of these has evidence"),
  });
  await expect(log(...at(NOBODY, NOBODY))).rejects.toMatchObject({
    exitCode: EXIT.port,
    message: expect.stringContaining("no member answers"),
  });
});

it.each([
  ["--proof", "1.0", "--evidence", "2"],
  ["--proof", "1.0", "--follow"],
  ["--proof", "1.0", "--limit", "3"],
  ["--evidence", "2", "--from", "1"],
  ["--evidence", "2", "--json"],
])("%s %s and %s do not go together", async (...args) => {
  await expect(log("--at", NOBODY, ...args)).rejects.toMatchObject({
    exitCode: EXIT.usage,
    message: `${args[0]} and ${args[2]} do not go together`,
    changes: { [args[2].slice(2)]: null },
  });
});
