/**
 * The moving picture of the README, made of a real recording: who tells whom what, sender by sender, and what follows.
 * One SVG whose style moves it, so that it needs no script and stands still for who wants it so.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../bin/strategos.cjs", import.meta.url));
const RUN = ["sim", "--nodes", "4", "--traitors", "3:flip"];
const [WIDTH, HEIGHT, RADIUS] = [640, 400, 130];
const STEP_S = 2.6;
/** Parts of a step: a message flies for the first, and then lies beside its receiver. */
const FLIGHT = 0.55;

function recorded() {
  const folder = mkdtempSync(join(tmpdir(), "strategos-"));
  try {
    const file = join(folder, "run.jsonl");
    execFileSync(process.execPath, [PROGRAM, ...RUN, "--record", file], { stdio: "ignore" });
    const lines = readFileSync(file, "utf8").trimEnd().split("\n").map(JSON.parse);
    const of = (type) => lines.filter((line) => line.type === type);
    return {
      run: of("run")[0],
      reports: of("report").filter(({ from, to }) => from !== to),
      decisions: of("decision"),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function movingPicture() {
  const { run, reports, decisions } = recorded();
  const places = new Map(run.nodes.map((id, at) => [id, placeOf(at / run.nodes.length)]));
  const liars = new Set(run.traitors.map(({ id }) => id));
  const steps = [...grouped(reports).values()];
  const whole = (steps.length + 2) * STEP_S;
  const percent = (step) => ((100 * step * STEP_S) / whole).toFixed(2);
  const rules = [];
  const moving = (name, frames) => {
    rules.push(`@keyframes ${name}{${frames}}`, `.${name}{animation:${name} ${whole}s infinite}`);
    return `class="${name}"`;
  };
  const shownFrom = (name, from, to) =>
    moving(
      name,
      `0%,${percent(from)}%{opacity:0}${percent(from + 0.1)}%,${percent(to - 0.05)}%{opacity:1}${percent(to)}%,100%{opacity:0}`,
    );
  const letters = steps.flatMap((messages, step) =>
    messages.map(({ from, to, relays }, at) => {
      const [a, b] = [places.get(from), places.get(to)];
      const rest = { x: a.x + (b.x - a.x) * 0.74, y: a.y + (b.y - a.y) * 0.74 };
      const move = ({ x, y }) => `transform:translate(${x.toFixed(1)}px,${y.toFixed(1)}px)`;
      const frames = `0%,${percent(step)}%{opacity:0;${move(a)}}${percent(step + 0.05)}%{opacity:1;${move(a)}}${percent(step + FLIGHT)}%,${percent(step + 0.95)}%{opacity:1;${move(rest)}}${percent(step + 1)}%,100%{opacity:0;${move(rest)}}`;
      const order = relays[0].order;
      return `<g ${moving(`m${step}${at}`, frames)}><rect class="${order}" x="-32" y="-12" width="64" height="24" rx="12"/><text y="4.5" class="on-${order}">${order}</text></g>`;
    }),
  );
  const captions = [
    ...steps.map(captionOf),
    `Two of three say ${run.order}: nodes 2 and 4 decide ${run.order}, and need not know who lied.`,
  ];
  const said = captions.map((text, step) => {
    const end = step === steps.length ? steps.length + 2 : step + 1;
    return `<text x="${WIDTH / 2}" y="${HEIGHT - 16}" ${shownFrom(`c${step}`, step, end)}>${text}</text>`;
  });
  const nodes = run.nodes.map((id) => {
    const { x, y } = places.get(id);
    const decided = decisions.find(({ node }) => node === id)?.order;
    const ring = liars.has(id) ? "liar" : "node";
    const what = id === run.general ? "general" : liars.has(id) ? "traitor" : "";
    const end =
      liars.has(id) || id === run.general
        ? ""
        : `<g ${shownFrom(`d${id}`, steps.length, steps.length + 2)}><circle class="${decided}" cx="${x}" cy="${y}" r="30"/><text x="${x}" y="${y + 5}" class="on-${decided}">${decided}</text></g>`;
    return `<circle class="${ring}" cx="${x}" cy="${y}" r="30"/><text x="${x}" y="${y + 5}" class="id">${id}</text><text x="${x}" y="${y + (y > HEIGHT / 2 ? 48 : -38)}" class="what">${what}</text>${end}`;
  });
  return svgOf(rules, [...nodes, ...letters, ...said]);

  function captionOf([{ round, from, relays }]) {
    const { order } = relays[0];
    if (round === 0) return `Round 0: general ${from} orders ${order}.`;
    const verb = liars.has(from) ? "lies" : "says";
    return `Round ${round}: node ${from} ${verb} that the general ordered ${order}.`;
  }
}

/** What one sender tells in one round, in the order of the recording. */
function grouped(reports) {
  const groups = new Map();
  for (const report of reports) {
    const key = `${report.round} ${report.from}`;
    groups.set(key, [...(groups.get(key) ?? []), report]);
  }
  return groups;
}

function placeOf(turn) {
  const angle = 2 * Math.PI * turn - Math.PI / 2;
  return {
    x: Math.round(WIDTH / 2 + 1.5 * RADIUS * Math.cos(angle)),
    y: Math.round(185 + RADIUS * Math.sin(angle)),
  };
}

function svgOf(rules, parts) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="Four nodes agree, message by message; node 3 lies">
<style>
text{font:15px system-ui,"DejaVu Sans",sans-serif;text-anchor:middle;fill:#1d222a}
rect.bg{fill:#fbfaf6}.node{fill:#e8eff9;stroke:#1f5fb0;stroke-width:2}.liar{fill:#fdeceb;stroke:#a8201a;stroke-width:3}
.id{font-weight:700;font-size:19px}.what{font-size:13px;fill:#5d6470}
.attack{fill:#27448c}.retreat{fill:#ecd9a5}text.on-attack{fill:#fff;font-size:14px}text.on-retreat{font-size:14px}
${rules.join("\n")}
@media (prefers-reduced-motion:reduce){g,text{animation-delay:-${2.3 * STEP_S}s!important;animation-play-state:paused!important}}
</style>
<rect class="bg" width="${WIDTH}" height="${HEIGHT}" rx="10"/>
${parts.join("\n")}
</svg>
`;
}

const target = fileURLToPath(new URL("../docs/pictures/agreement.svg", import.meta.url));
writeFileSync(target, movingPicture());
