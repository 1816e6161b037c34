import { it } from "vitest";
import { ic1Question } from "../../src/sim/check/smtlib.js";
import { groupOf } from "../../src/sim/check/lieutenants.js";
import { Z3 } from "./solver.js";
it("x", async () => {
    const q = ic1Question(groupOf(4,2), [1,2], "retreat", "every bit");
    console.log(q.text);
    const z = await Z3.start(); const a = await z.solve(q.text, q.bits, 10000); console.log(a);
    z.stop();
}, 600000);
