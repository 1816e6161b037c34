/** The metrics' text, read back by Prometheus' own parser. */
import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { exposition, type Family } from "../../src/operate/exposition.js";
import { metricsOf } from "../../src/operate/metrics.js";
import { NodeStatus } from "../../src/operate/status.js";
import { installParser, parsed } from "./prometheus.js";

beforeAll(installParser, 600_000);

const DELAYS = { ticks: 4, meanMs: 2, medianMs: 1, percentile99Ms: 3, maxMs: 5 };

function statusOf(orders: readonly string[], run = "1"): NodeStatus {
  const group = {
    protocol: "om" as const,
    ids: [1, 2, 3, 4],
    general: 1,
    m: 1,
    orders,
    defaultOrder: orders[0]!,
  };
  return new NodeStatus({ self: 2, group, run });
}

it("labels of any order and run come back as they were", () => {
  const texts = ['a"b', "a\\b", "a\nb", "\\n", "}", "ä, b=c", "{x}", '\\"'];
  for (const text of texts) {
    const status = statusOf(["retreat", text], text);
    status.event({ kind: "decide", order: text, atMs: 1 });
    const families = parsed(exposition(metricsOf(status, DELAYS)));
    const of = (name: string) => families.find((family) => family.name === name)!;
    expect(of("strategos_decision_info").samples.map(({ labels }) => labels)).toEqual([{ order: text }]);
    expect(of("strategos_node_info").samples[0]!.labels).toMatchObject({ run: text });
  }
});

it("every sample of random families comes back with its value", () => {
  const value = fc.oneof(fc.double({ noNaN: true }), fc.nat(), fc.constantFrom(Infinity, -Infinity));
  const sample = fc.record({
    labels: fc.record({ x: fc.string(), y: fc.string({ unit: "binary" }) }),
    value,
  });
  const family = fc.record({ help: fc.string(), samples: fc.array(sample, { maxLength: 5 }) });
  fc.assert(
    fc.property(fc.array(family, { minLength: 1, maxLength: 20 }), (drawn) => {
      const families = drawn.map(
        (one, index): Family => ({ name: `metric_${index}`, type: "gauge", ...one }),
      );
      const text = exposition(families);
      const read = parsed(text.replaceAll("\r", " "));
      // + 0: the format has no negative zero
      const told = families.flatMap(({ samples }) => samples.map((one) => one.value + 0));
      const back = read.flatMap(({ samples }) => samples.map((one) => one.value));
      expect(back).toEqual(told);
    }),
    { numRuns: 8 },
  );
});

it("each family has its HELP and TYPE before its samples, once, and all lines end", () => {
  const status = statusOf(["retreat", "attack"]);
  status.event({ kind: "fault", atMs: 1, fault: { from: 3, round: 0, kind: "late", detail: "" } });
  const text = exposition(metricsOf(status, DELAYS));
  expect(text).toMatch(/\n$/);
  const blocks = text.split(/^(?=# HELP)/m);
  const names = blocks.map((block) => {
    const [, name] = /^# HELP (\w+) [^\n]+\n# TYPE \1 (?:gauge|counter|summary)\n/.exec(block) ?? [];
    const samples = block.trimEnd().split("\n").slice(2);
    for (const line of samples)
      expect(line).toMatch(new RegExp(`^${name}(?:_sum|_count)?(?:\\{.*\\})? [-+0-9.eInf]+$`));
    return name;
  });
  expect(new Set(names).size).toBe(blocks.length);
  expect(names.length).toBeGreaterThan(15);
  expect(text).toContain('strategos_faults_total{kind="late"} 1\n');
});
