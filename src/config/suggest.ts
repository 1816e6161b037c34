/** "Did you mean": the known word nearest to one that is not known. */

/** The candidate that was probably meant, or undefined if none is near. Case, `-` and `_` do not count. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const plain = plainName(word);
  const scored = candidates.map((candidate) => ({
    candidate,
    distance: editDistance(plain, plainName(candidate)),
  }));
  const longer = plain.length > 2 && candidates.find((candidate) => plainName(candidate).startsWith(plain));
  if (longer) return longer;
  const best = scored.toSorted((left, right) => left.distance - right.distance)[0];
  const allowed = Math.min(plain.length - 1, Math.max(1, Math.floor(plain.length / 3)));
  return best && best.distance <= allowed ? best.candidate : undefined;
}

/** In lower case and without `-` and `_`. What is longer than any known word is as far from them all. */
export function plainName(word: string): string {
  return word.slice(0, 64).toLowerCase().replaceAll(/[-_ ]/g, "");
}

/** What has one name here, and what others call it. */
export type Meanings = Readonly<Record<string, readonly string[]>>;

/** The names that another word may stand for. */
export function meantBy(word: string, meanings: Meanings): string[] {
  return Object.keys(meanings).filter((name) => meanings[name]?.includes(word));
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
