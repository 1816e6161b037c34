/**
 * Files that compute and files that wait, in turn, so that some of each run beside each other (last-in-line.ts says who goes
 * first).
 */
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Sorts the files; those of the project `computing` stand between those of `waiting`. */
export function inTurn(computing: string, waiting: string): typeof BaseSequencer {
  return class extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      const sorted = await super.sort(files);
      const of = (name: string) => sorted.filter(({ project }) => project.name === name);
      const [computes, waits] = [of(computing), of(waiting)];
      const both = new Set([...computes, ...waits]);
      const turns = Array.from({ length: Math.max(computes.length, waits.length) }, (_, at) => at);
      const mixed = turns.flatMap((at) => [...waits.slice(at, at + 1), ...computes.slice(at, at + 1)]);
      return [...sorted.filter((file) => !both.has(file)), ...mixed];
    }
  };
}
