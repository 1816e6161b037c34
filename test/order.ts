/** In which order files of tests are begun: the longest first, so that none of them goes on alone at the end. */
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** `longest`: files from the folder of the tests, without their ending, the longest first; all others follow as they were. */
export function longestFirst(longest: readonly string[]): typeof BaseSequencer {
  const placeOf = ({ moduleId }: TestSpecification) => {
    const at = longest.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
    return at < 0 ? longest.length : at;
  };
  return class extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      return (await super.sort(files)).toSorted((a, b) => placeOf(a) - placeOf(b));
    }
  };
}
