/**
 * In which order files of tests are begun: the longest first, so that none of them goes on alone at the end; and of those that
 * run beside each other, two that wait to one that computes (last-in-line.ts says who goes first).
 */
import { BaseSequencer, type TestSpecification } from "vitest/node";

interface Order {
  /** files from the folder of the tests, without their ending: the longest, longest first */
  readonly longest: readonly string[];
  /** names of two projects that run beside each other */
  readonly waiting: string;
  readonly computing: string;
}

export function inOrder({ longest, waiting, computing }: Order): typeof BaseSequencer {
  return class extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      const sorted = byLength(await super.sort(files), longest);
      const of = (name: string) => sorted.filter(({ project }) => project.name === name);
      const [waits, computes] = [of(waiting), of(computing)];
      const both = new Set([...waits, ...computes]);
      return [...sorted.filter((file) => !both.has(file)), ...twoToOne(waits, computes)];
    }
  };
}

/** Those that are not named come last, as they were. */
function byLength(files: readonly TestSpecification[], longest: readonly string[]): TestSpecification[] {
  const placeOf = ({ moduleId }: TestSpecification) => {
    const at = longest.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
    return at < 0 ? longest.length : at;
  };
  return files.toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** Two of the first, one of the second, and so on; what is left of either follows. */
function twoToOne<T>(first: readonly T[], second: readonly T[]): T[] {
  const turns = Math.max(Math.ceil(first.length / 2), second.length);
  return Array.from({ length: turns }, (_, at) => [
    ...first.slice(2 * at, 2 * at + 2),
    ...second.slice(at, at + 1),
  ]).flat();
}
