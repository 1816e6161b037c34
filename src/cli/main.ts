/** Where the program begins: the streams that it writes to, and what a failure becomes. Help and version load nothing else. */
import { asksForOverview, showOverview } from "./overview.js";
import { watch } from "./print.js";

const args = process.argv.slice(2);

/** Verbs that open no links and no store, so that nothing of theirs has to be taken down before the process ends. */
const LEAVES_NOTHING: readonly (string | undefined)[] = ["explain", "judge", "plan", "sim", "validate"];

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
  // once all is written, and behind all who listen; else Node.js takes its heap down page by page
  if (LEAVES_NOTHING.includes(args[0])) process.once("exit", () => process.exit());
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
