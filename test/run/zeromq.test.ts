/**
 * zeromq's binary part does not load: another libc, or a file that is missing. That was 60 lines of trace, exit 70 from
 * `run` and 1 from `node`, which a supervisor starts again for ever. Siblings looked for: run, node, doctor, the library,
 * help, and verbs that need no links.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { start, temporaryFolder } from "./strategos.js";

const INDEX = pathToFileURL(fileURLToPath(new URL("../../dist/entry/index.js", import.meta.url))).href;
const REASON = "/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.38' not found";

/** An environment in which Node.js, and all that it starts, loads no binary part of any package. */
function withOtherLibc(): NodeJS.ProcessEnv {
  const file = join(temporaryFolder(), "no-dlopen.cjs");
  writeFileSync(file, `process.dlopen = () => { throw new Error(${JSON.stringify(REASON)}); };\n`);
  return { NODE_OPTIONS: `--require ${file}` };
}

const SENTENCE = `zeromq, which moves the messages, cannot be loaded here: ${REASON}\n  fix: run npm ci`;

it.each([
  ["run", "--nodes", "4", "--quiet"],
  ["node", "1", "--nodes", "4", "--quiet"],
])("%s: one sentence with cause and fix, exit 69", async (...args) => {
  const { code, stdout, stderr } = await start(args, { env: withOtherLibc() }).ended;
  expect(stderr).toContain(`strategos: ${SENTENCE}`);
  expect(stderr.trim().split("\n")).toHaveLength(2);
  expect([code, stdout]).toEqual([69, ""]);
});

it("doctor: a check that failed, beside the others", async () => {
  const { code, stdout, stderr } = await start(["doctor"], { env: withOtherLibc() }).ended;
  expect(stdout).toContain(`failed   libzmq      ${SENTENCE.split("\n")[0]}`);
  expect(stdout).toContain("ok       ports");
  expect([code, stderr]).toEqual([1, ""]);
});

it("the library: loads, and joinGroup rejects with NoZeromqError", () => {
  const text =
    'version: 1\nnodes: [{ id: 1, address: "tcp://127.0.0.1:7101" }, { id: 2, address: "tcp://127.0.0.1:7102" }]';
  const program = `
    import { joinGroup, NoZeromqError, parseConfig } from ${JSON.stringify(INDEX)};
    const error = await joinGroup({ config: parseConfig(${JSON.stringify(text)}), id: 1 }).catch((one) => one);
    console.log(error instanceof NoZeromqError, error.message);`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    encoding: "utf8",
    env: { ...process.env, ...withOtherLibc() },
  });
  expect(stdout).toContain(`true ${SENTENCE}`);
  expect(stderr).toBe("");
});

it.each([["--help"], ["sim", "--json"], ["validate"]])("%s needs none of it", async (...args) => {
  expect(await start(args, { env: withOtherLibc() }).ended).toMatchObject({ code: 0, stderr: "" });
});
