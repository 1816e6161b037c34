/** A member that stands still before it hears that it is to order a retreat. */
await import("../../library/member.js");

const STALL_MS = 1_500;

process.prependListener("message", ({ agree }) => {
  if (agree?.order !== "retreat") return;
  const untilMs = performance.now() + STALL_MS;
  while (performance.now() < untilMs);
});
