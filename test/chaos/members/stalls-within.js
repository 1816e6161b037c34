/** A member that stands still while it takes part in the agreement in which it orders a retreat. */
await import("../../library/member.js");

const STALL_MS = 900;

process.on("message", ({ agree }) => {
  if (agree?.order === "retreat") setImmediate(stall);
});

function stall() {
  const untilMs = performance.now() + STALL_MS;
  while (performance.now() < untilMs);
}
