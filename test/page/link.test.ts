/** A recording goes through an address and back; an address that was cut, changed or made to burst is refused. */
import { expect, it } from "vitest";
import { LINK_CHARS_MAX, linkOf, recordingInLink } from "../../src/page/model/link.js";
import { recordingText, runFromText, simulatedRun } from "../../src/page/model/runs.js";
import { COURSE } from "../../src/page/model/setup.js";

const course = recordingText(simulatedRun(COURSE).recording);

it("the course's recording is the same after it, and its address is short", async () => {
  const link = await linkOf("https://example.org/#/tree?run=file&node=4", course);
  expect(link.length).toBeLessThan(LINK_CHARS_MAX / 3);
  expect(link).toMatch(/^https:\/\/example\.org\/#\/tree\?run=file&node=4&recording=[\w-]+$/);
  const back = await recordingInLink(link);
  expect(back).toBe(course);
  expect(runFromText(back ?? "").notes).toEqual([]);
});

it("an address without one has none", async () => {
  expect(await recordingInLink("#/tree?node=4")).toBeNull();
});

it("a recording that makes too long an address is refused, with the way out", async () => {
  // in letters that no packing shortens by much
  const large = Array.from({ length: 40_000 }, (_, at) =>
    Math.floor(1e6 * Math.abs(Math.sin(at))).toString(36),
  ).join("");
  await expect(linkOf("#/tree", large)).rejects.toThrow(
    /16000 are the most that get through. Save the recording/,
  );
});

it("an address that was cut or changed is refused in one sentence", async () => {
  const link = await linkOf("#/tree?run=file", course);
  const cut = /was cut or changed on its way/;
  await expect(recordingInLink(link.slice(0, -40))).rejects.toThrow(cut);
  await expect(recordingInLink(`${link}%20`)).rejects.toThrow(cut);
  await expect(recordingInLink("#/tree?recording=____")).rejects.toThrow(cut);
  await expect(recordingInLink(`#/tree?recording=${"a".repeat(LINK_CHARS_MAX + 1)}`)).rejects.toThrow(cut);
});

it("what unpacks to more than any link holds is not unpacked to its end", async () => {
  const bomb = await linkOf("#/tree", " ".repeat(5_000_000));
  await expect(recordingInLink(bomb)).rejects.toThrow(/larger than 4000000 bytes/);
});
