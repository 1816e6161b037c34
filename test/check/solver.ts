/** z3 (de Moura and Bjørner, TACAS 2008), compiled to WebAssembly, on SMT-LIB text. */
import { init } from "z3-solver";

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

  async solve(text: string, bits: number, timeoutMs: number): Promise<Answer> {
    const { Z3: api } = this.#solver;
    const context = api.mk_context(api.mk_config());
    try {
      await api.eval_smtlib2_string(context, `(set-option :timeout ${timeoutMs})\n${text}`);
      const result = (await api.eval_smtlib2_string(context, "(check-sat)")).trim() as Answer["result"];
      if (result !== "sat" || bits === 0) return { result, set: new Set() };
      const names = Array.from({ length: bits }, (_, bit) => `b${bit}`).join(" ");
      const values = await api.eval_smtlib2_string(context, `(get-value (${names}))`);
      const set = [...values.matchAll(/\(b(\d+) true\)/g)].map(([, bit]) => Number(bit));
      return { result, set: new Set(set) };
    } finally {
      api.del_context(context);
    }
  }

  /** Ends its threads, so that the process can end. */
  stop(): void {
    const { em } = this.#solver as Solver & { em: { PThread?: { terminateAllThreads(): void } } };
    em.PThread?.terminateAllThreads();
  }
}
