/** Where the program begins: the streams that it writes to, and what a failure becomes. Help and version load nothing else. */
import { asksForOverview, showOverview } from "./overview.js";
import { watch } from "./print.js";

const args = process.argv.slice(2);

let failed: number | null = null;

// progress that nobody can read stops nothing
watch("stderr", () => undefined);
watch("stdout", (error) => void cannotWrite(error));

if (asksForOverview(args[0])) process.exitCode = showOverview(args[0]);
else void run().catch(missing);

async function run(): Promise<void> {
  const { main } = await import("./program.js");
  const exitCode = await main(args);
  process.exitCode = failed ?? exitCode;
}

/** Where a part of the build is not there, that which reports failures may be the one. */
function missing(error: Error): void {
  process.stderr.write(
    `strategos: a part of the program is missing: ${error.message.split("\n")[0]}\n  fix: npm ci\n`,
  );
  process.exitCode = 69;
}

async function cannotWrite(error: Error): Promise<void> {
  const { outputFailure, reportFailure } = await import("./exit.js");
  const failure = outputFailure(error);
  if (failed !== null || failure === null) return;
  failed = reportFailure(failure);
  process.exitCode = failed;
}
