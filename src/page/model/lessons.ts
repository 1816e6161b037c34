/** The lessons, in the order in which they are read. */
import type { Lesson } from "./lesson.js";
import { FIRST_LESSONS } from "./lessons/first.js";
import { OTHER_LESSONS } from "./lessons/others.js";
import { ROUND_LESSONS } from "./lessons/rounds.js";

export const LESSONS: readonly Lesson[] = [...FIRST_LESSONS, ...ROUND_LESSONS, ...OTHER_LESSONS];
