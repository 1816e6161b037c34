import { it } from "vitest";
import { ic1Question } from "../../src/sim/check/smtlib.js";
import { groupOf } from "../../src/sim/check/lieutenants.js";
import { writeFileSync } from "node:fs";
it("x", () => {
  for (const [n,m,last] of [[7,2,"extremes"],[7,2,"every bit"],[10,3,"extremes"],[10,3,"every bit"],[7,3,"extremes"],[9,3,"extremes"],[8,3,"extremes"]] as const) {
    const t = Date.now();
    const q = ic1Question(groupOf(n,m), Array.from({length:m},(_, i)=>i+1), "retreat", last);
    console.log(n,m,last,q.bits,q.gates,q.text.length, Date.now()-t);
    writeFileSync(`/tmp/z3try/q${n}_${m}_${last.slice(0,3)}.smt2`, q.text);
  }
}, 600000);
