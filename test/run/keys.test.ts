import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";

/** Processes of Node.js 20 that made pairs another way stood still (src/config/keys.ts); whoever has one updates Strategos. */
it("twenty thousand key pairs are made while the collector runs again and again", async () => {
  const keys = new URL("../../dist/config/keys.js", import.meta.url).href;
  const program = `
    import { makeKeyPair } from ${JSON.stringify(keys)};
    const made = new Set();
    while (made.size < 20_000) made.add(makeKeyPair().secretKey);
    console.log(made.size);
  `;
  const flags = ["--max-semi-space-size=1", "--input-type=module", "--eval", program];
  const { stdout } = await promisify(execFile)(process.execPath, flags, { timeout: 60_000 });
  expect(stdout.trim()).toBe("20000");
});
