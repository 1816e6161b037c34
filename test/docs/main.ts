/** `npm run documented -- [PAGE…]`: every command that the documentation shows, run again; ends with 1 where one prints otherwise. */

import { Desk, missingIn, readPage, shownIn } from "./documented.js";
import { PAGES } from "./pages.js";

let wrong = 0;
const asked = process.argv.slice(2);
for (const page of asked.length > 0 ? asked : PAGES) {
  const desk = new Desk();
  try {
    for (const { line, command, prints, ...around } of shownIn(readPage(page))) {
      const printed = await desk.print(command, around);
      const missing = missingIn(prints, printed);
      if (missing.length === 0) continue;
      wrong++;
      process.stdout.write(
        `${page}:${line}: $ ${command}\nshown and not printed:\n${missing.join("\n")}\nprinted:\n${printed}\n`,
      );
    }
  } finally {
    desk.clear();
  }
}
process.stdout.write(`${wrong} commands print otherwise\n`);
process.exitCode = wrong > 0 ? 1 : 0;
