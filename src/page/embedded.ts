/**
 * What came with the page: a recording, put there by `strategos view RECORDING`, lessons, by `--lessons`, or the way back to
 * the site that it is part of (`site/`).
 */

import { isLogText } from "../recording/log-lines.js";
import type { Lesson } from "./model/lesson.js";
import { type Log, logFromText } from "./model/log-moments.js";
import { type Run, runFromText } from "./model/runs.js";

/** What the reader has opened: a run by its name, or a log. */
export interface Opened {
  readonly runs: ReadonlyMap<string, Run>;
  readonly log: Log | null;
}

/** The address of an empty hash may be set too, so that the page opens on that recording. */
export function embeddedRecording(): Opened {
  const text = document.getElementById("recording")?.textContent ?? "";
  const nothing: Opened = { runs: new Map(), log: null };
  if (text.trim() === "") return nothing;
  const start = document.getElementById("recording")?.getAttribute("data-start") ?? "";
  if (location.hash === "" && start !== "") history.replaceState(null, "", start);
  const lines = JSON.parse(text) as unknown;
  return typeof lines === "string" && lines !== "" ? withOpened(nothing, "file", lines) : nothing;
}

/** A log is a file's always, and takes the place of the run of a file. Throws RecordingError. */
export function withOpened({ runs, log }: Opened, name: string, text: string): Opened {
  if (isLogText(text)) {
    return { runs: new Map([...runs].filter(([one]) => one !== "file")), log: logFromText(text) };
  }
  return { runs: new Map([...runs, [name, runFromText(text)]]), log: name === "file" ? null : log };
}

/** A teacher's own; what is in them was checked before they were put there. */
export function embeddedLessons(): readonly Lesson[] {
  const text = document.getElementById("lessons")?.textContent ?? "";
  return text === "" ? [] : (JSON.parse(text) as Lesson[]);
}

export interface WayBack {
  readonly href: string;
  readonly name: string;
}

/** Null where the page stands alone. */
export function wayBackToSite(): WayBack | null {
  const link = document.querySelector<HTMLLinkElement>('link[rel="up"]');
  return link && { href: link.href, name: link.title };
}
