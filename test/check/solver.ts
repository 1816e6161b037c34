/** z3 (de Moura and Bjørner, TACAS 2008), compiled to WebAssembly, on SMT-LIB text. */
import { init, killThreads, Z3_lbool } from "z3-solver";

export interface Answer {
  readonly result: "sat" | "unsat" | "unknown";
  /** the bits that are set, where there is such a world */
  readonly set: ReadonlySet<number>;
}

type Solver = Awaited<ReturnType<typeof init>>;

export class Z3 {
  readonly #solver: Solver;

  private constructor(solver: Solver) {
    this.#solver = solver;
  }

  static async start(): Promise<Z3> {
    return new Z3(await init());
  }

  /** `asserted` is how many assertions the text holds: that z3 has read them all is checked. */
  async solve(text: string, asserted: number, timeoutMs: number): Promise<Answer> {
    const { Z3: api } = this.#solver;
    api.global_param_set("timeout", String(timeoutMs));
    const context = api.mk_context(api.mk_config());
    try {
      const solver = api.mk_solver_for_logic(context, api.mk_string_symbol(context, "QF_FD"));
      api.solver_inc_ref(context, solver);
      // Not `eval_smtlib2_string`: it hands its text to a thread and frees it before the thread has read it.
      api.solver_from_string(context, solver, text);
      const assertions = api.solver_get_assertions(context, solver);
      api.ast_vector_inc_ref(context, assertions);
      const read = api.ast_vector_size(context, assertions);
      if (read !== asserted) throw new Error(`z3 read ${read} of ${asserted} assertions`);
      const answer = await api.solver_check(context, solver);
      if (answer === Z3_lbool.Z3_L_FALSE) return { result: "unsat", set: new Set() };
      if (answer !== Z3_lbool.Z3_L_TRUE) return { result: "unknown", set: new Set() };
      const model = api.solver_get_model(context, solver);
      api.model_inc_ref(context, model);
      const values = api.model_to_string(context, model);
      return {
        result: "sat",
        set: new Set([...values.matchAll(/^b(\d+) -> true/gm)].map(([, bit]) => Number(bit))),
      };
    } finally {
      api.del_context(context);
    }
  }

  /** Ends its threads, so that the process can end. */
  async stop(): Promise<void> {
    await killThreads(this.#solver.em);
  }
}
