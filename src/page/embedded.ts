/** What came with the page: a recording, put there by `strategos view RECORDING`, or lessons, by `--lessons`. */
import type { Lesson } from "./model/lesson.js";
import { type Run, runFromText } from "./model/runs.js";

/** The address of an empty hash may be set too, so that the page opens on that recording. */
export function embeddedRecording(): ReadonlyMap<string, Run> {
  const text = document.getElementById("recording")?.textContent ?? "";
  if (text.trim() === "") return new Map();
  const start = document.getElementById("recording")?.getAttribute("data-start") ?? "";
  if (location.hash === "" && start !== "") history.replaceState(null, "", start);
  const lines = JSON.parse(text) as unknown;
  return typeof lines === "string" && lines !== "" ? new Map([["file", runFromText(lines)]]) : new Map();
}

/** A teacher's own; what is in them was checked before they were put there. */
export function embeddedLessons(): readonly Lesson[] {
  const text = document.getElementById("lessons")?.textContent ?? "";
  return text === "" ? [] : (JSON.parse(text) as Lesson[]);
}
