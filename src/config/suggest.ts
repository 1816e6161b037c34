/** "Did you mean": the known word nearest to one that is not known. */

/** The candidate that was probably meant, or undefined if none is near. Case, `-` and `_` do not count. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const plain = simplify(word);
  const scored = candidates.map((candidate) => ({
    candidate,
    distance: editDistance(plain, simplify(candidate)),
  }));
  const longer = plain.length > 2 && candidates.find((candidate) => simplify(candidate).startsWith(plain));
  if (longer) return longer;
  const best = scored.toSorted((left, right) => left.distance - right.distance)[0];
  const allowed = Math.min(plain.length - 1, Math.max(1, Math.floor(plain.length / 3)));
  return best && best.distance <= allowed ? best.candidate : undefined;
}

/** What is longer than any known word is as far from them all. */
const CHARS_MAX = 64;

function simplify(word: string): string {
  return word.slice(0, CHARS_MAX).toLowerCase().replaceAll(/[-_ ]/g, "");
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
function editDistance(from: string, to: string): number {
  let older: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const swapped = isSwap ? (older[column - 2] ?? 0) + 1 : replaced;
      current.push(Math.min(replaced, swapped, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    older = previous;
    previous = current;
  }
  return previous[to.length] ?? 0;
}
