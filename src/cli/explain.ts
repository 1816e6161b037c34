import { Command } from "commander";

export function explainCommand(done: (exitCode: number) => void): Command {
  return new Command("explain").argument("<recording>").action(() => done(0));
}
