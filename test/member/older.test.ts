/**
 * Members are brought up to date one by one, on their own folders: what an older build wrote (older.json: its member 2, after three
 * commands, a fifth member and one command more) is read, and goes on. Whoever changes what a folder holds keeps this one readable.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { freeAddresses } from "../../src/cluster/ports.js";
import { readKeyFile } from "../../src/config/key-file.js";
import { parseConfig } from "../../src/config/parse.js";
import { KeyValue } from "../../src/log/key-value.js";
import { joinLog } from "../../src/member/log/join-log.js";

interface Older {
  readonly config: string;
  /** name → bytes, base64 */
  readonly files: Readonly<Record<string, string>>;
  /** what `strategos log --json` said of it */
  readonly log: readonly { readonly height: number }[];
}

const { config, files, log } = JSON.parse(
  readFileSync(new URL("older.json", import.meta.url), "utf8"),
) as Older;

it("a folder of an older build holds the same log, members and state, and opens again as this one leaves it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "strategos-older-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), Buffer.from(bytes, "base64"), { mode: 0o600 });
  }
  const keyFile = join(folder, "member.key");
  const { secretKey, signingSecret } = readKeyFile(keyFile);
  const opened = async () => {
    const [listen] = (await freeAddresses(1)) as [string];
    const asked = { config: parseConfig(config), id: 2, secretKey, signingSecret: signingSecret as string };
    return joinLog({ ...asked, folder: join(folder, "data"), keyFile, machine: new KeyValue(), listen });
  };
  for (const _ of ["as it was", "as this build left it"]) {
    const member = await opened();
    const { height, epoch, members, failed } = member.status;
    expect({ height, epoch, members, failed }).toEqual({
      height: 6,
      epoch: 1,
      members: [1, 2, 3, 4, 5],
      failed: null,
    });
    expect(log.flatMap((entry) => member.entriesAt(entry.height))).toEqual(log);
    expect(member.peek("greeting").value).toBe("again");
    await member.close();
  }
});
