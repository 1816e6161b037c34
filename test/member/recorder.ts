/** A recorder of member 1, in a folder of its own or another's. */
import { MemberRecorder } from "../../src/member/log/recorder.js";
import { toyCrypto } from "../../src/sim/log/toy-crypto.js";

export function recorderIn(
  folder: string,
  onEnd: (error: Error) => void,
  membersOf: (epoch: number) => readonly number[] = () => [1, 2, 3, 4],
): MemberRecorder {
  return new MemberRecorder({
    ...{ folder, id: 1, group: "abc", deltaMs: 20, digest: toyCrypto(1).digest, membersOf, onEnd },
    nowMs: () => 1_700_000_000_000,
  });
}
