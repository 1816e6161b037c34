import { it } from "vitest";
import { check } from "../../src/sim/check/check.js";
it("x", () => {
  for (const [n, m] of [[13,4],[16,5],[19,6],[22,6],[22,7],[12,4],[15,5]] as const) {
    const t = Date.now();
    const r = check({ nodes: n, m });
    console.log(n, m, Date.now()-t, "ms", JSON.stringify(r.conditions), JSON.stringify(r.worlds), r.cases.map(c=>`${c.general[0]}${c.traitors}:${c.ic1}/${c.ic2}:${c.proofs.map(p=>p.argument[0]+p.evaluated)}`).join(" "));
    const x = r.counterexample; if (x) console.log(x.lies, x.isMinimal, x.violated, x.story.slice(0,3).join("\n"));
  }
}, 600000);
