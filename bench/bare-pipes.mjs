// The floor of `strategos test --reuse`: programs play the worlds of a file in lockstep, and nothing is judged.
// Arguments: "read" or "told", the file, how many worlds at a time, the program and its arguments.
//
// told  They are told the lines that a trial would tell them, ready made, and a line of each is waited for and thrown away.
// read  What they answer is read, and what they tell each other goes into the lines of the next round, as it does in any referee; what
//       traitors and nodes that no program plays tell is in the file.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

const [way, file, tables, command, ...args] = process.argv.slice(2);
const worlds = JSON.parse(readFileSync(file, "utf8"));
let next = 0;
let decided = 0;

await Promise.all(Array.from({ length: Number(tables) }, table));
if (decided !== worlds.reduce((sum, { seats }) => sum + seats.length, 0))
  throw new Error("a program decided nothing");
process.exit(0);

async function table() {
  const programs = new Map();
  while (next < worlds.length) {
    const { seats } = worlds[next++];
    for (const { place } of seats) if (!programs.has(place)) programs.set(place, program());
    const asks = seats.map(({ place }) => programs.get(place));
    await (way === "read" ? referee(seats, asks) : prompter(seats, asks));
  }
}

async function prompter(seats, asks) {
  for (let turn = 0; turn < seats[0].texts.length; turn++) {
    const lines = await Promise.all(seats.map(({ texts }, seat) => asks[seat](texts[turn])));
    decided += lines.filter((line) => line.startsWith('{"decide"')).length;
  }
}

async function referee(seats, asks) {
  let inboxes = seats.map(() => []);
  for (let round = 0; round < seats[0].others.length; round++) {
    const lines = await Promise.all(
      seats.map(({ start, others }, seat) => {
        const heard = [...inboxes[seat], ...others[round]];
        const text = `${JSON.stringify({ round, heard })}\n`;
        return asks[seat](round === 0 ? start + text : text);
      }),
    );
    inboxes = seats.map(() => []);
    lines.forEach((line, seat) => {
      const { tell = [], decide } = JSON.parse(line);
      if (decide !== undefined) decided++;
      const { id, isLoyal } = seats[seat];
      if (!isLoyal) return;
      for (const { to, path, order } of tell) {
        const at = seats.findIndex((one) => one.id === to);
        if (at >= 0) inboxes[at].push({ from: id, path, order });
      }
    });
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
