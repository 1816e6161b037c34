/**
 * A node at which more than m peers fail still decides, on default orders: it ended with 0 and its JSON did not say so.
 * Siblings looked at: the general among them, exactly m, the sentence on stderr.
 */
import { expect, it } from "vitest";
import { type Alter, Member } from "./member.js";
import { stage, startLoyal } from "./stage.js";

const readyAndSilent: Alter = ({ type, parts }) => (type === "report" ? [] : [parts]);

it("a node at which more than m peers failed says so, and ends with 2; with m it ends with 0", async () => {
  for (const silent of [[1, 4], [4]]) {
    const on = await stage({ n: 4, lines: ["roundTimeout: 1500ms", "startTimeout: 20s"] });
    const loyal = [1, 2, 3, 4].filter((id) => !silent.includes(id)).map((id) => startLoyal(on, id));
    for (const id of silent) await Member.join(on, id, readyAndSilent);
    for (const { id, ended } of loyal) {
      const { code, stdout, stderr } = await ended;
      const seen = id === 1 ? [] : silent;
      expect(JSON.parse(stdout)).toMatchObject({ failed: seen, tooManyFaults: seen.length > 1 });
      expect(code).toBe(seen.length > 1 ? 2 : 0);
      const sentence = /nodes 1 and 4 failed at node \d, more than m = 1: nothing is guaranteed/;
      expect(sentence.test(stderr)).toBe(seen.length > 1);
    }
  }
});
