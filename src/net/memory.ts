/** What this process holds. Reading it takes a file descriptor; where none is left, the most that it ever held. */
export function memoryBytes(): number {
  try {
    return process.memoryUsage.rss();
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}
