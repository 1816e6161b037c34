/** The one line. */
import { addProtocol } from "../add.js";
import { flood } from "./record.js";

addProtocol(flood);
