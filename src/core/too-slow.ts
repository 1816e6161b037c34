/**
 * A round is to last at least three deliveries. So who stands still for a third of one may have made others late, and may call
 * others late that were not.
 */
export function tooSlowMs(roundTimeoutMs: number): number {
  return roundTimeoutMs / 3;
}
