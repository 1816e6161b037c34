/** Prometheus' text format, version 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats). */

export const CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

type Labels = Readonly<Record<string, string | number>>;

export interface Sample {
  readonly labels?: Labels;
  readonly value: number;
  /** what follows the family's name, e.g. `_sum` of a summary */
  readonly suffix?: "_sum" | "_count";
}

/** All samples of one metric. */
export interface Family {
  readonly name: string;
  readonly type: "counter" | "gauge" | "summary";
  readonly help: string;
  readonly samples: readonly Sample[];
}

export function gauge(name: string, help: string, samples: Samples): Family {
  return { name, type: "gauge", help, samples: sampled(samples) };
}

export function counter(name: string, help: string, samples: Samples): Family {
  return { name, type: "counter", help, samples: sampled(samples) };
}

/** A number alone is the only sample. */
type Samples = readonly Sample[] | number;

function sampled(samples: Samples): readonly Sample[] {
  return typeof samples === "number" ? [{ value: samples }] : samples;
}

export function exposition(families: readonly Family[]): string {
  return families.map(familyText).join("");
}

function familyText({ name, type, help, samples }: Family): string {
  const lines = samples.map(
    ({ labels = {}, value, suffix = "" }) => `${name}${suffix}${labelsText(labels)} ${valueText(value)}`,
  );
  return [`# HELP ${name} ${escaped(help)}`, `# TYPE ${name} ${type}`, ...lines, ""].join("\n");
}

function labelsText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${quotable(String(value))}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function valueText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function quotable(text: string): string {
  return escaped(text).replaceAll('"', '\\"');
}
