/**
 * Interaction scripts (after the `testdata` of etcd's raft): comments, then blocks of commands, each with what came of it
 * below `----`. The file is its own snapshot: it is played, and written again with what came of it now.
 */

/** Plays one command; what came of it, one line a step. */
export type Stage = (command: string) => readonly string[];

interface Block {
  /** as written, comments among them */
  readonly text: readonly string[];
  readonly commands: readonly string[];
}

const OUTPUT = "----";

/** Whatever stands below a `----` is left out, up to the next empty line. */
export function blocksOf(script: string): Block[] {
  return script
    .trim()
    .split(/\n{2,}/)
    .map((part) => {
      const lines = part.split("\n");
      const end = lines.indexOf(OUTPUT);
      const text = end < 0 ? lines : lines.slice(0, end);
      return { text, commands: text.filter((line) => line !== "" && !line.startsWith("#")) };
    });
}

/** The script with what comes of it, on a stage that `open` makes for its first command. */
export function played(script: string, open: (first: string) => Stage): string {
  const blocks = blocksOf(script);
  const first = blocks.flatMap(({ commands }) => commands)[0];
  if (first === undefined) throw new Error("a script without a command");
  const stage = open(first);
  const parts = blocks.map(({ text, commands }) => {
    if (commands.length === 0) return text;
    const lines = commands.flatMap((command) => merged(stage(command)));
    return [...text, OUTPUT, ...(lines.length > 0 ? lines : ["nothing"])];
  });
  return `${parts.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

/** Nodes one after the other that do the same share a line: `2, 3: closes round 0`. */
function merged(lines: readonly string[]): string[] {
  const out: { who: string[]; what: string }[] = [];
  for (const line of lines) {
    const [, who, what] = /^(\d+): (.*)$/.exec(line) ?? [null, null, line];
    const last = out.at(-1);
    if (who && last && last.who.length > 0 && last.what === what) last.who.push(who);
    else out.push({ who: who ? [who] : [], what });
  }
  return out.map(({ who, what }) => (who.length > 0 ? `${who.join(", ")}: ${what}` : what));
}

/** `n=4 m=1 any`: what is behind each name; nothing behind `any`. */
export function optionsOf(words: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    words.map((word) => {
      const [name = "", value = ""] = word.split("=");
      return [name, value] as const;
    }),
  );
}
