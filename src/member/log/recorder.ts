/** Writes down what a real member does and hears: a recording (recording/log-lines.ts) in a bounded file (record-file.ts). */
import type { NodeId } from "../../core/group.js";
import type { Step } from "../../core/machine.js";
import { isForOnce, readCommand } from "../../log/command.js";
import { monotonicMs } from "../../net/clock.js";
import { hashOf } from "../../protocols/simplex/block.js";
import { leaderOf } from "../../protocols/simplex/rules.js";
import type { Block, Command, Epoch, Hash, Kept, Message, Note, Out } from "../../protocols/simplex/types.js";
import type { LogLine } from "../../recording/log-lines.js";
import { noteLine } from "../../recording/log-notes.js";
import { diskError, StoreError } from "../../store/failure.js";
import type { LogMemberSetup, Parts } from "./parts.js";
import { RecordFile } from "./record-file.js";

export interface RecorderSetup {
  readonly folder: string;
  readonly id: NodeId;
  readonly group: Hash;
  readonly deltaMs: number;
  readonly membersOf: (epoch: Epoch) => readonly NodeId[];
  readonly digest: (text: string) => Hash;
  /** milliseconds since 1970 */
  readonly nowMs: () => number;
  /** It cannot go on; the member can. */
  readonly onEnd: (error: Error) => void;
}

/** Blocks that were written down, so that each is written once; dropped when there are so many. */
const BLOCKS_MAX = 10_000;

export class MemberRecorder {
  readonly #blocks = new Set<Hash>();
  #epoch: Epoch | null = null;
  #file: RecordFile | null = null;

  constructor(private readonly setup: RecorderSetup) {}

  /** The member is in this epoch from here on. The first time it throws `StoreError` where the folder cannot be written to. */
  enter(epoch: Epoch): void {
    if (epoch === this.#epoch) return;
    const isFirst = this.#epoch === null;
    this.#epoch = epoch;
    this.close();
    this.#blocks.clear();
    try {
      this.#file = this.#fileOf(epoch);
    } catch (error) {
      const end =
        error instanceof StoreError
          ? error
          : diskError(this.setup.folder, "cannot be written to", error, "the recording's folder");
      if (isFirst) throw end;
      this.setup.onEnd(end);
    }
  }

  submitted(text: Command): void {
    const line = { type: "submitted", at: 0, node: this.setup.id, command: this.#numberOf(text) } as const;
    const name = nameOf(text);
    this.#write([{ ...line, ...(name !== "" && { name }) }]);
  }

  told({ keep, notes, out }: Step<Message, Out, Note>): void {
    const blocks = (keep as readonly Kept[]).flatMap((entry) =>
      entry.entry === "block" ? this.#block(entry.block) : [],
    );
    const committed = out.flatMap((one): LogLine[] => {
      if (one.kind !== "committed" || one.block.epoch !== this.#epoch) return [];
      const { view, height } = one.block;
      const line = { type: "committed", at: 0, node: this.setup.id, view, height, hash: one.hash } as const;
      return [...this.#block(one.block), line];
    });
    const sealed = out.find((one) => one.kind === "sealed");
    const isStart = (note: Note) => note.kind === "entered" && note.through === "start";
    const entersAt = sealed ? notes.findLastIndex(isStart) : -1;
    const own = entersAt < 0 ? notes : notes.slice(0, entersAt);
    this.#write([...blocks, ...own.flatMap((note) => this.#noted(note)), ...committed]);
    if (!sealed) return;
    this.enter(sealed.seal.epoch + 1);
    this.#write(notes.slice(own.length).flatMap((note) => this.#noted(note)));
  }

  close(): void {
    this.#file?.close();
    this.#file = null;
  }

  /** Null: who only looks on has nothing to tell. */
  #fileOf(epoch: Epoch): RecordFile | null {
    const { folder, id, deltaMs, group, membersOf, nowMs } = this.setup;
    const members = membersOf(epoch);
    if (!members.includes(id)) return null;
    return new RecordFile({ folder, id, epoch }, nowMs(), (startedMs) => ({
      ...{ type: "log", version: 1, protocol: "simplex", members, deltaMs, traitors: [] },
      real: { by: [id], group, epoch, startedMs },
    }));
  }

  #write(lines: readonly LogLine[]): void {
    try {
      this.#file?.write(lines, this.setup.nowMs());
    } catch (error) {
      this.close();
      this.setup.onEnd(error as Error);
    }
  }

  #noted(note: Note): LogLine[] {
    const { id } = this.setup;
    if (note.kind !== "counted") return [noteLine(id, note, 0) ?? []].flat();
    const { kind, view, hash, by: node } = note.vote;
    return [{ type: "voted", at: 0, node, view, kind, hash, heardBy: id }];
  }

  #block(block: Block): LogLine[] {
    const { id, digest, membersOf } = this.setup;
    const { epoch, view, height, parent, commands } = block;
    if (epoch !== this.#epoch) return [];
    const hash = hashOf(block, digest);
    if (this.#blocks.has(hash)) return [];
    if (this.#blocks.size >= BLOCKS_MAX) this.#blocks.clear();
    this.#blocks.add(hash);
    const node = leaderOf(membersOf(epoch), view);
    const numbers = commands.map((text) => this.#numberOf(text));
    const line = { type: "block", at: 0, node, view, height, hash, parent, commands: numbers } as const;
    return [{ ...line, names: commands.map(nameOf), ...(node !== id && { heardBy: id }) }];
  }

  /** Of its digest, so that it is the same at all members; above 0. */
  #numberOf(text: Command): number {
    return Number.parseInt(this.setup.digest(text).slice(0, 12), 16) + 1;
  }
}

/** Of a member that is to record; times follow the monotonic clock from when the member begins. */
export function recorderOf(
  { record: folder, id, group }: LogMemberSetup,
  { lineage, crypto, timing }: Parts,
  onEnd: (error: Error) => void,
): MemberRecorder | null {
  if (folder === undefined) return null;
  const zeroMs = Date.now() - monotonicMs();
  return new MemberRecorder({
    ...{ folder, id, group, digest: crypto.digest, deltaMs: timing.deltaMs, onEnd },
    membersOf: (epoch) => lineage.membersOf(epoch),
    nowMs: () => Math.round((zeroMs + monotonicMs()) * 100) / 100,
  });
}

/** Whose command it is and which of theirs; empty for one that has a name for once, or none. */
function nameOf(text: Command): string {
  const command = readCommand(text);
  return "bad" in command || isForOnce(command.client) ? "" : `${command.client}#${command.sequence}`;
}
