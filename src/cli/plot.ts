/** A plot as SVG: lines over n, with a logarithmic scale upwards. */
export interface Line {
  readonly name: string;
  readonly colour: string;
  readonly dashed?: boolean;
  readonly points: readonly (readonly [n: number, value: number])[];
}

export interface Plot {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly textOf: (value: number) => string;
}

const WIDTH = 640;
const HEIGHT = 340;
const BOX = { left: 76, right: 500, top: 44, bottom: 296 };

export function svgOf({ title, lines, textOf }: Plot): string {
  const points = lines.flatMap((line) => line.points);
  const ns = points.map(([n]) => n);
  const logs = points.map(([, value]) => Math.log10(value));
  const [low, high] = [Math.floor(Math.min(...logs)), Math.ceil(Math.max(...logs))];
  const [first, last] = [Math.min(...ns), Math.max(...ns)];
  const x = (n: number) => BOX.left + ((n - first) / (last - first)) * (BOX.right - BOX.left);
  const y = (value: number) =>
    BOX.bottom - ((Math.log10(value) - low) / Math.max(1, high - low)) * (BOX.bottom - BOX.top);
  const grid = Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)).map(
    (value) =>
      `<path d="M${BOX.left} ${y(value).toFixed(1)}H${BOX.right}" stroke="#e2e2e2"/>${text(BOX.left - 8, y(value) + 4, textOf(value), "end")}`,
  );
  const ticks = [...new Set(ns)].map((n) => text(x(n), BOX.bottom + 20, String(n), "middle"));
  const labels = apart(lines.map((line) => y((line.points.at(-1) as readonly [number, number])[1])));
  const drawn = lines.map((line, index) => lineOf(line, x, y, labels[index] as number));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12">`,
    `<title>${title}</title><rect width="100%" height="100%" fill="#fff"/>`,
    `<text x="${BOX.left}" y="24" font-size="15" font-weight="600" fill="#222">${title}</text>`,
    ...grid,
    ...ticks,
    text((BOX.left + BOX.right) / 2, BOX.bottom + 38, "nodes n, with m = ⌊(n−1)/3⌋", "middle"),
    ...drawn,
    "</svg>\n",
  ].join("\n");
}

function lineOf(
  { name, colour, dashed, points }: Line,
  x: (n: number) => number,
  y: (v: number) => number,
  labelY: number,
): string {
  const at = points.map(([n, value]) => [x(n).toFixed(1), y(value).toFixed(1)] as const);
  const path = at.map(([px, py], index) => `${index === 0 ? "M" : "L"}${px} ${py}`).join("");
  const dots = dashed
    ? ""
    : at.map(([px, py]) => `<circle cx="${px}" cy="${py}" r="3.5" fill="${colour}"/>`).join("");
  const stroke = `stroke="${colour}" stroke-width="2"${dashed ? ' stroke-dasharray="5 4"' : ""}`;
  const label = `<text x="${BOX.right + 10}" y="${(labelY + 4).toFixed(1)}" fill="${colour}">${name}</text>`;
  return `<path d="${path}" fill="none" ${stroke}/>${dots}${label}`;
}

/** Labels at least 16 apart, each as near to its line's end as that allows. */
function apart(wanted: readonly number[]): number[] {
  const placed: number[] = [];
  const order = wanted.map((at, index) => ({ at, index })).sort((a, b) => a.at - b.at);
  let free = 0;
  for (const { at, index } of order) {
    const place = Math.max(at, free);
    placed[index] = place;
    free = place + 16;
  }
  return placed;
}

function text(x: number, y: number, words: string, anchor: "end" | "middle"): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" fill="#555">${words}</text>`;
}
