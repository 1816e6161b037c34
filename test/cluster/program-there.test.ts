/** Whether a program is there is told as a start would find it, and not at all where only a start can tell. */
import { spawnSync } from "node:child_process";
import { expect, it, onTestFinished, vi } from "vitest";
import { assertPrograms } from "../../src/cluster/program.js";

const look = (name: string) => assertPrograms(new Map([[2, { command: [name], folder: "/" }]]));

it.skipIf(process.platform === "win32")(
  "a name is looked for on PATH, and by the system where there is none",
  () => {
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(() => look("sh")).not.toThrow();
    expect(() => look("no-such-program")).toThrow("node 2 could not be started: there is no program no-such");
    vi.stubEnv("PATH", undefined);
    expect(spawnSync("sh", ["-c", "exit 3"], { env: {} }).status).toBe(3);
    expect(() => look("sh")).not.toThrow();
    expect(() => look("/no-such-folder/sh")).toThrow("there is no program /no-such-folder/sh in /");
    vi.stubEnv("PATH", "/no-such-folder");
    expect(spawnSync("sh", ["-c", "exit 3"], { env: { PATH: "/no-such-folder" } }).error).toMatchObject({
      code: "ENOENT",
    });
    expect(() => look("sh")).toThrow("there is no program sh");
  },
);
