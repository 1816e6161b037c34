/** An attacker that leaves with its test. */
import { onTestFinished } from "vitest";
import { type Alter, Attacker } from "./attacker.js";
import type { Stage } from "./stage.js";

export type { Alter, Parts } from "./attacker.js";

export class Member extends Attacker {
  /** Listens and dials; leaves with its test. Without `alter` it is honest. */
  static async join(on: Stage, id: number, alter?: Alter): Promise<Member> {
    const member = new Member(on, id, alter);
    onTestFinished(() => member.close());
    await member.open();
    return member;
  }
}
