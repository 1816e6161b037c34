#!/usr/bin/env node
/** The entry. A node that a launcher started loads only what a node needs; all else goes through the program. */
const [, , verb, , flag, file] = process.argv;

if (verb === "node" && flag === "--launched" && file && process.connected) {
  const { runLaunched } = await import("../node/launched.js");
  await runLaunched(file);
} else {
  const { main } = await import("./program.js");
  process.exitCode = await main(process.argv.slice(2));
}
