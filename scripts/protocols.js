/** Writes the tables of protocols (tables.js). */
import { readFileSync, writeFileSync } from "node:fs";
import { namesIn, TABLES, tableText } from "./tables.js";

const src = new URL("../src/", import.meta.url);
const names = namesIn(readFileSync(new URL("protocols/names.ts", src), "utf8"));
for (const table of TABLES) writeFileSync(new URL(table.file, src), tableText(table, names));
