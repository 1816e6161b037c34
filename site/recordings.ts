/** Recordings to look at: each made by the program, and shown by the page that the program writes of it. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { escaped } from "../src/core/markup.js";
import { RECORDINGS } from "./contents.js";
import { framed } from "./frame.js";
import type { Files } from "./pages.js";
import { withWayBack } from "./paths.js";

interface Example {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** of `strategos sim` */
  readonly flags: string;
}

const EXAMPLES: readonly Example[] = [
  {
    name: "course",
    title: "Seven nodes, two traitors",
    about:
      "Node 2 turns every order round, node 3 tells each half something else; the five loyal nodes attack.",
    flags: "--config examples/course.yaml",
  },
  {
    name: "six-nodes",
    title: "Six nodes are too few for two",
    about: "The loyal general orders attack, and his loyal lieutenants do not obey: IC2 is violated.",
    flags: "--config examples/six-nodes.yaml",
  },
  {
    name: "leaf-trap",
    title: "Counting leaves is not folding",
    about: "18 of 30 leaves say retreat, and the decision is attack.",
    flags: "--config examples/leaf-trap.yaml",
  },
  {
    name: "traitor-general",
    title: "The general is the traitor",
    about: "He tells three lieutenants one order and three another; they agree nevertheless.",
    flags: "--config examples/traitor-general.yaml",
  },
  {
    name: "signed",
    title: "Signed messages",
    about: "Whoever signs two orders is found out, and three of five nodes may lie.",
    flags: "--protocol sm --nodes 5 --traitors 1:split,3:flip",
  },
  {
    name: "king",
    title: "The phase king",
    about: "Three kings, one of them loyal at least: a few words from each node a round, and no tree.",
    flags: "--protocol king --traitors 1:split,3:random",
  },
  {
    name: "clocks",
    title: "Clocks that are set alike",
    about: "Every node has a time of its own, and all loyal ones come to know the same of all.",
    flags: "--config examples/clocks.yaml",
  },
  {
    name: "log",
    title: "A log that loses its leader",
    about:
      "Every fourth view is led by member 2, which says nothing: the others skip it, and all commands are final.",
    flags: "--log 6 --traitors 2:silent",
  },
];

export function recordingsOf(root: string): Files {
  const folder = mkdtempSync(join(tmpdir(), "strategos-"));
  const strategos = (...args: string[]) =>
    execFileSync(process.execPath, [join(root, "bin/strategos.cjs"), ...args], {
      cwd: root,
      stdio: "ignore",
    });
  try {
    const files = EXAMPLES.flatMap(({ name, flags }): [string, string][] => {
      const [recording, page] = [join(folder, `${name}.jsonl`), join(folder, `${name}.html`)];
      withoutVerdict(() => strategos("sim", ...flags.split(" "), "--record", recording));
      strategos("view", "--html", page, recording);
      return [
        [`recordings/${name}.jsonl`, readFileSync(recording, "utf8")],
        [`recordings/${name}.html`, withWayBack(readFileSync(page, "utf8"), "index.html", "Recordings")],
      ];
    });
    return new Map([...files, [RECORDINGS, listing()]]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A run whose conditions are violated is recorded like any other, and ends with 1. */
function withoutVerdict(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if ((error as { status?: number }).status !== 1) throw error;
  }
}

function listing(): string {
  const items = EXAMPLES.map(
    ({ name, title, about, flags }) => `<li>
<a href="${name}.html">${escaped(title)}</a>
<p>${escaped(about)}</p>
<p class="hint"><code>strategos sim ${escaped(flags)} --record ${name}.jsonl</code> · <a href="${name}.jsonl" download>the recording as a file</a></p>
</li>`,
  );
  const html = `<h1>Recordings</h1>
<p>Runs to step through: Space plays, the arrows go one message on and back. A recording of your own opens on <a href="../stage.html#/setup">Set up</a>.</p>
<ul class="recordings">
${items.join("\n")}
</ul>
`;
  return framed({ at: RECORDINGS, title: "Recordings, Strategos", html });
}
