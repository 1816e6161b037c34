/** Where the program begins: the streams that it writes to, and what a failure becomes. */
import { outputFailure, reportFailure } from "./exit.js";
import { main } from "./program.js";

let failed: number | null = null;

// progress that nobody can read stops nothing
process.stderr.on("error", () => undefined);
process.stdout.on("error", (error) => {
  const failure = outputFailure(error);
  if (failed !== null || failure === null) return;
  failed = reportFailure(failure);
  process.exitCode = failed;
});

void main(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = failed ?? exitCode;
});
