/**
 * Milliseconds on this machine's monotonic clock: it never runs backwards, and all processes here share it. Not that of
 * `performance`: Node.js loads it when it is first asked, a twentieth of a small node's work.
 */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

/** Lets the event loop take in once what has already arrived. */
export function drain(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
