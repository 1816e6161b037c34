/** The entry of a node that a launcher starts: `launched node ID`. */
import { runLaunched } from "../node/launched.js";

runLaunched();
