// The floor of `strategos test --reuse`: programs are told the lines of a file, turn by turn, and a line of each is waited for.
// Arguments: the file, how many worlds at a time, the program and its arguments.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

const [file, tables, command, ...args] = process.argv.slice(2);
const worlds = JSON.parse(readFileSync(file, "utf8"));
let next = 0;
let decided = 0;

await Promise.all(Array.from({ length: Number(tables) }, table));
if (decided !== worlds.reduce((sum, world) => sum + world.length, 0))
  throw new Error("a program decided nothing");
process.exit(0);

async function table() {
  const programs = new Map();
  while (next < worlds.length) {
    const world = worlds[next++].map(([place, texts]) => {
      if (!programs.has(place)) programs.set(place, program());
      return { ask: programs.get(place), texts };
    });
    for (let turn = 0; world.some(({ texts }) => turn < texts.length); turn++) {
      const lines = await Promise.all(world.map(({ ask, texts }) => ask(texts[turn])));
      decided += lines.filter((line) => line.startsWith('{"decide"')).length;
    }
  }
}

function program() {
  const { stdin, stdout } = spawn(command, args, { stdio: ["pipe", "pipe", "ignore"] });
  let answer = "";
  let answered = () => {};
  stdout.setEncoding("utf8").on("data", (text) => {
    answer += text;
    if (!text.endsWith("\n")) return;
    answered(answer);
    answer = "";
  });
  return (text) =>
    new Promise((resolve) => {
      answered = resolve;
      stdin.write(text);
    });
}
