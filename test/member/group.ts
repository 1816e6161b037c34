/** A group that keeps a log, in this process: members on free ports with folders that go with the test. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { freeAddresses } from "../../src/cluster/ports.js";
import { parseConfig } from "../../src/config/given.js";
import { makeKeyPair, makeSigningKeyPair } from "../../src/config/keys.js";
import { type Change, type Changing, changeText, type LogNode } from "../../src/log/members.js";
import { logGroup } from "../../src/member/log/identity.js";
import type { JoinLogOptions } from "../../src/member/log/join-log.js";
import { joinLog } from "../../src/member/log/join-log.js";
import type { LogMember } from "../../src/member/log/log-member.js";
import { signedWith } from "../../src/node/ed25519.js";

export class LogGroup {
  readonly folder = mkdtempSync(join(tmpdir(), "strategos-log-"));
  readonly options: readonly JoinLogOptions[];
  readonly members = new Map<number, LogMember>();

  private constructor(options: (folder: string) => JoinLogOptions[]) {
    this.options = options(this.folder);
    onTestFinished(async () => {
      await Promise.all([...this.members.values()].map((member) => member.close()));
      rmSync(this.folder, { recursive: true, force: true });
    });
  }

  static async of(n: number, more: Partial<JoinLogOptions> = {}, roundTimeout = "1s"): Promise<LogGroup> {
    const addresses = await freeAddresses(n);
    const links = addresses.map(makeKeyPair);
    const signing = addresses.map(makeSigningKeyPair);
    const nodes = addresses.map((address, at) => ({
      id: at + 1,
      address,
      publicKey: links[at]!.publicKey,
      signingKey: signing[at]!.signingKey,
    }));
    const config = parseConfig(JSON.stringify({ version: 1, roundTimeout, nodes }));
    return new LogGroup((folder) =>
      nodes.map(({ id }, at) => ({
        config,
        id,
        secretKey: links[at]!.secretKey,
        signingSecret: signing[at]!.signingSecret,
        folder: join(folder, `member-${id}`),
        keyFile: join(folder, `member-${id}.key`),
        ...more,
      })),
    );
  }

  async start(id: number, more: Partial<JoinLogOptions> = {}): Promise<LogMember> {
    const member = await joinLog({ ...this.options[id - 1]!, ...more });
    this.members.set(id, member);
    return member;
  }

  /** One that is not in the configuration: who it is, and how it is started. */
  async joiner(id: number): Promise<{ readonly node: LogNode; readonly options: JoinLogOptions }> {
    const [address] = (await freeAddresses(1)) as [string];
    const [link, signing] = [makeKeyPair(), makeSigningKeyPair()];
    const node = { id, address, publicKey: link.publicKey, signingKey: signing.signingKey };
    const folder = join(this.folder, `member-${id}`);
    const { secretKey } = link;
    const own = { id, joining: node, secretKey, signingSecret: signing.signingSecret, folder };
    return { node, options: { ...this.options[0]!, ...own, keyFile: join(this.folder, `member-${id}.key`) } };
  }

  async join(options: JoinLogOptions): Promise<LogMember> {
    const member = await joinLog(options);
    this.members.set(options.id, member);
    return member;
  }

  /** A change that all who are given sign. */
  signed(epoch: number, change: Change, by: readonly number[]): Omit<Changing, "isLearner"> {
    const text = changeText(logGroup(this.options[0]!.config), epoch, change);
    const approvals = by.map((id) => {
      const { signingSecret } = this.options.find((one) => one.id === id)!;
      return { by: id, signature: signedWith(signingSecret, text) };
    });
    return { epoch, change, approvals };
  }

  async startAll(): Promise<LogMember[]> {
    return Promise.all(this.options.map(({ id }) => this.start(id)));
  }

  async stop(id: number): Promise<void> {
    await this.members.get(id)?.close();
    this.members.delete(id);
  }
}

/** Resolves once it holds; it is asked again at each event of the member. */
export function until(member: LogMember, condition: () => boolean, limitMs = 20_000): Promise<void> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error("what was waited for did not come")), limitMs);
    const look = () => {
      if (!condition()) return;
      clearTimeout(limit);
      member.off("note", look).off("behind", look).off("snapshot", look);
      resolve();
    };
    member.on("note", look).on("behind", look).on("snapshot", look);
    look();
  });
}
