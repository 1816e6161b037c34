/** Builds the program once before the tests that start it, however many projects of tests do, unless it is newer than all of it. */
import { buildUnlessBuilt } from "../scripts/built.js";

/** Set in the process that runs all projects, which load this file each by itself. */
const BUILT = "STRATEGOS_TESTS_BUILT";

export default function build(): void {
  if (process.env[BUILT]) return;
  process.env[BUILT] = "1";
  buildUnlessBuilt();
}
