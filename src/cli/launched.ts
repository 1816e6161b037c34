/** The entry of a node that a launcher starts: `launched node ID FILE`. */
import { runLaunched } from "../node/launched.js";

const [, , , , file = ""] = process.argv;
void runLaunched(file);
