/** The tests of a project that loads this leave the processor to whoever else wants it. */
import { constants, setPriority } from "node:os";

setPriority(constants.priority.PRIORITY_LOW);
