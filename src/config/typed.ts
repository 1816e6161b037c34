/**
 * Traitors and values as they are typed in one line: `8`, `2:flip`, `3:always=attack`, `5:crash=1`; `1=100`. Flags and the page's
 * addresses are read by this; what the words mean is checked by whoever reads.
 */

/** That of a traitor of whom only the id is typed. */
export const STRATEGY_TYPED = "flip";

const TRAITOR = /^([^:=]*)(?::([^=]*)(?:=(.*))?)?$/su;
const VALUE = /^([1-9]\d{0,4})=(.+)$/su;

/** What is typed of one traitor, left out where it is not. */
export interface TypedTraitor {
  readonly id: string;
  readonly strategy: string | undefined;
  /** what is its strategy's own */
  readonly own: string | undefined;
}

/** Null for what does not name a traitor. */
export function typedTraitor(text: string): TypedTraitor | null {
  const [, id, strategy, own] = TRAITOR.exec(text) ?? [];
  return id === undefined ? null : { id, strategy, own };
}

/** Null for what does not name a node and its value. */
export function typedValue(text: string): { readonly id: string; readonly value: string } | null {
  const [, id, value] = VALUE.exec(text) ?? [];
  return id === undefined || value === undefined ? null : { id, value };
}
