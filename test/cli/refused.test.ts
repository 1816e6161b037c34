/** What verbs refuse of their flags and files before they do anything, each at its bound: the sentence, and who is to mend it. */
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { VERBS } from "../../src/cli/verbs.js";
import { Lines } from "../fuzz/lines.js";

const NOBODY = "http://127.0.0.1:1";

let lines: Lines;
beforeAll(async () => {
  lines = new Lines();
  await lines.fill();
  writeFileSync("no-list.json", "{}");
  const orders = ["attack", "retreat"].map((order) => ({ order, signature: "0".repeat(128) }));
  const domain = { protocol: "sm", run: "1", hash: "0", instance: 0 };
  const evidence = {
    ...{ type: "evidence", version: 1, general: 1, publicKey: "0".repeat(64), domain, orders },
  };
  const altered = { two: {}, third: { orders: [...orders, orders[0]] }, newer: { version: 2 } };
  const unsigned = { orders: orders.map(({ order }) => ({ order, signature: "0" })) };
  for (const [name, change] of Object.entries({ ...altered, unsigned }))
    writeFileSync(`${name}.json`, JSON.stringify({ ...evidence, ...change }));
});
afterAll(() => lines.end());

it.each([
  ["check", "check needs to know what to check"],
  ["check --nodes 4 --write x.yaml", "there is no counterexample to write"],
  ["check --random 0", "--random 0 plays no world"],
  ["check --random 10 --shard 5/4", "--shard 5/4 is not a part"],
  ["check --merge no-list.json", "no-list.json is not the result of a campaign"],
  ["check --protocol simplex --nodes 3", "--nodes 3: this check is of groups of 4 to 13"],
  ["check --protocol simplex --nodes 14", "--nodes 14: this check is of groups of 4 to 13"],
  ["check --protocol simplex --views 9", "--views 9: this check is of 1 to 8 views"],
  ["check --nodes 7 --smtlib x", "a file asks one question"],
  ["check --nodes 4 --traitors 0 --general loyal --smtlib x", "nobody lies, so there is nothing to ask"],
  ["check --nodes 13 --m 4 --general loyal --smtlib x", "a solver's file has room for 10000"],
  ["sim --log 0", "--log 0: 1 to 10000 commands"],
  ["sim --log 10001", "--log 10001: 1 to 10000 commands"],
  ["sim --log 1 --nodes 101", "--nodes 101: a log is simulated with 1 to 100 members"],
  ["sim --log 1 --links far", "--links far: links are near or regions"],
  ["sim --agreements 1001", "--agreements 1001 is no number of agreements from 1 to 1000"],
  ["sim --at-bound", "--at-bound goes with --world"],
  ["sim --world x", "--world x is not a world's seed"],
  ["sim --world 1 --nodes 4", "--nodes does not go with --world"],
  ["sim --world 1 --lemma", "--world does not go with --lemma"],
  ["sim --faults no-list.json", "the faults no-list.json are not a list", 78],
  ["compare --nodes 3..9", "--nodes 3..9 is not a range"],
  ["compare --nodes 4..65", "--nodes 4..65 is not a range"],
  ["compare --nodes 4..4 --protocols om,x", 'there is no protocol "x"'],
  ["quiz --questions 201", "--questions 201: a whole number from 1 to 200 is meant"],
  ["quiz --questions 0", "--questions 0: a whole number from 1 to 200 is meant"],
  ["test --worlds 0 -- x", "--worlds 0: a level has from 1 to 1000000 worlds"],
  ["test --worlds 1000001 -- x", "--worlds 1000001: a level has from 1 to 1000000 worlds"],
  ["test --timeout 5 -- x", "--timeout 5 is no time with a unit"],
  ["test --nodes 1 -- x", "--nodes 1: a group has at least 2 nodes"],
  ["test --nodes 34 -- x", "--nodes 34: om is on trial among at most 33"],
  ["test --nodes 6 --m 2 -- x", "guarantees nothing here"],
  ["test --nodes 30 --m 9 -- x", "a node would have too much to tell in one turn"],
  ["test --only 5 -- x", "--only 5: the smallest groups have nodes 1 to 4"],
  ["test --as 9 -- x", "--as 9 does not name a node of 1 to 63 and its program"],
  ["test --as 2=a --as 2=b -- x", "--as names two programs for node 2"],
  ["test --level nope -- x", "om has no level nope"],
  ["serve --all 3 --data x", "--all serves all members, and an id one of them"],
  ["serve --all --data x --nodes many", "--nodes is no number"],
  ["serve --all --data x --nodes 41", "a group of 41 members"],
  ["serve 3 --address tcp://127.0.0.1:7", "node 3 is in the configuration, which has its address"],
  ["serve x --address tcp://127.0.0.1:7", "x is no id"],
  [`append --at ${NOBODY} put a`, "that is no command"],
  [`append --at ${NOBODY} --sequence x put a 1`, "--sequence is no whole number"],
  [`append --at ${NOBODY} --vouched put a 1`, "by which members' keys?"],
  ["append --at file:///x put a 1", "--at file:///x is no address"],
  [`log --at ${NOBODY} --proof 1`, "--proof 1 is no place"],
  [`log --at ${NOBODY} --evidence x`, "--evidence x is no id"],
  ["verify-entry no-list.json", "by which members' keys?"],
  ["verify-evidence two.json --config my.yaml", "--config is about a log's evidence"],
  ["verify-evidence third.json", "third.json is not evidence", 78],
  ["verify-evidence newer.json", "newer.json is not evidence", 78],
  ["verify-evidence unsigned.json", "unsigned.json is not evidence", 78],
  ["view my.yaml --config other.yaml", "two configurations are named, my.yaml and other.yaml"],
  ["view my.yaml --no-config", "--no-config does not go with a file"],
  ["view run.jsonl --nodes 4", "--nodes does not go with a recording"],
  ["doctor --key x", "--key is the key of one node"],
  ["doctor --listen tcp://127.0.0.1:7", "--listen is where one node listens"],
  ["doctor --id 9", "node 9 is not in the configuration"],
  ["node 1 --key x", "node 1 has no publicKey in the configuration"],
  ["explain run.jsonl --node 99", "node 99 is not in this recording"],
  ["explain run.jsonl --as svg --round x", "--round x is no whole number"],
])("%s", async (line, sentence, exitCode = 64) => {
  const { code, stderr } = await lines.answer(line.split(" "), VERBS);
  expect({ code, stderr }).toEqual({ code: exitCode, stderr: expect.stringContaining(sentence) as string });
  expect(stderr).toMatch(/\n {2}fix: \S/);
});
