/** The one line. */
import { addProtocol } from "../add.js";

await addProtocol("flooding");
