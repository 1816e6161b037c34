import { defineConfig } from "vitest/config";

const limits = { testTimeout: 180_000, hookTimeout: 120_000 };

/** Tests that start real processes: they come last, so that what computes hard does not make loyal nodes late. */
const PROCESSES = [
  "run",
  "library",
  "hostile",
  "python",
  "scale",
  "view",
  "hosts",
  "deploy",
  "operate",
  "chaos",
  "soak",
].map((room) => `test/${room}/**/*.test.ts`);

export default defineConfig({
  test: {
    projects: [
      { test: { name: "house", include: ["test/house/**/*.test.ts"], ...limits } },
      {
        test: {
          name: "strategos",
          include: ["test/**/*.test.ts"],
          exclude: ["test/house/**", ...PROCESSES],
          sequence: { groupOrder: 1 },
          ...limits,
        },
      },
      {
        test: {
          name: "processes",
          include: PROCESSES,
          globalSetup: ["test/build.ts", "test/view/chromium.ts"],
          sequence: { groupOrder: 2 },
          expect: { poll: { timeout: 15_000 } },
          ...limits,
        },
      },
    ],
  },
});
