/** What `run` says on stderr before its nodes start. */
import { stripVTControlCharacters } from "node:util";
import { expect, it } from "vitest";
import { Live } from "../../src/cli/live.js";
import { parseConfig } from "../../src/config/parse.js";
import { Run } from "../../src/config/run.js";

const NODES = [1, 2, 3, 4].map((id) => ({ id, address: `tcp://127.0.0.1:${7100 + id}` }));
const waiting = (...unheard: number[]) => ({ kind: "waiting", unheard, why: [], atMs: 5000 }) as const;

function linesOf(play: (live: Live, up: (...ids: number[]) => void) => void): string[] {
  const lines: string[] = [];
  const config = parseConfig(JSON.stringify({ version: 1, startTimeout: "8s", nodes: NODES }));
  const live = new Live(new Run(config), (line) => lines.push(stripVTControlCharacters(line)));
  play(live, (...ids) => {
    for (const id of ids) live.event(id, { kind: "up", note: null, atMs: 0 });
  });
  return lines;
}

it("who has ended is not said to be up, and that the others wait for it is said once, with how long", () => {
  const lines = linesOf((live, up) => {
    up(4, 1);
    live.gone(4, "ended with exit status 3 before it decided");
    up(2, 3);
    live.event(1, waiting(4));
    live.event(2, waiting(4));
  });
  expect(lines).toEqual([
    "node 4 ended with exit status 3 before it decided",
    "all nodes but 4 are up",
    "node 4 has not been heard; the others wait, 8s at most (startTimeout)",
  ]);
});

it("a program that is up and silent is waited for aloud, too; while nodes still come up, nobody is", () => {
  const lines = linesOf((live, up) => {
    up(1, 2);
    live.event(1, waiting(3, 4));
    up(3, 4);
    live.event(1, waiting());
    live.event(1, waiting(3, 4));
  });
  expect(lines).toEqual([
    "all 4 nodes are up",
    "nodes 3 and 4 have not been heard; the others wait, 8s at most (startTimeout)",
  ]);
});
