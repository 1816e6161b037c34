/** The command line that plays what is shown; where flags cannot say it, the configuration that can. */
import { commandOf } from "../model/command.js";
import type { Setup } from "../model/setup.js";
import { SaveConfig } from "./files.js";

export function CommandLine({ setup }: { setup: Setup }) {
  const command = commandOf(setup);
  if (command !== null) return <code>{command}</code>;
  return (
    <span class="needs-file">
      Flags cannot say this run: its lies are listed one by one, or its names hold commas. A configuration
      can: <SaveConfig setup={setup} /> <code>strategos sim strategos.json</code>
    </span>
  );
}
