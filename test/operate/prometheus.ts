/** Prometheus' own parser of its text format: Debian's package of the Python client, installed when the tests run as root. */
import { execFileSync, spawnSync } from "node:child_process";

const PYTHON = "/usr/bin/python3";
const PACKAGE = "python3-prometheus-client";

const SCRIPT = `
import json, sys
from prometheus_client.parser import text_string_to_metric_families
families = text_string_to_metric_families(sys.stdin.read())
json.dump([{"name": f.name, "type": f.type, "help": f.documentation,
            "samples": [{"name": s.name, "labels": s.labels, "value": repr(s.value)} for s in f.samples]}
           for f in families], sys.stdout)
`;

export interface ParsedFamily {
  /** of a counter: without `_total` */
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: readonly {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number;
  }[];
}

export function installParser(): void {
  if (hasParser()) return;
  const fix = `apt-get install ${PACKAGE}`;
  if (process.getuid?.() !== 0) throw new Error(`${PYTHON} has no prometheus_client\n  fix: ${fix}`);
  const lock = ["-o", "DPkg::Lock::Timeout=300"];
  spawnSync("apt-get", [...lock, "update"], { stdio: "ignore" });
  execFileSync("apt-get", [...lock, "install", "-y", "--no-install-recommends", PACKAGE], {
    stdio: "ignore",
  });
  if (!hasParser()) throw new Error(`${PYTHON} still has no prometheus_client after: ${fix}`);
}

function hasParser(): boolean {
  return spawnSync(PYTHON, ["-c", "import prometheus_client.parser"]).status === 0;
}

export function parsed(text: string): readonly ParsedFamily[] {
  const json = execFileSync(PYTHON, ["-c", SCRIPT], { input: text, encoding: "utf8" });
  const reviver = (key: string, value: unknown) => (key === "value" ? numberOf(String(value)) : value);
  return JSON.parse(json, reviver) as ParsedFamily[];
}

/** As Python writes them. */
function numberOf(text: string): number {
  return Number(text.replace("inf", "Infinity"));
}
