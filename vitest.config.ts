import { defineConfig } from "vitest/config";

const limits = { testTimeout: 120_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    projects: [
      { test: { name: "house", include: ["test/house/**/*.test.ts"], ...limits } },
      {
        test: {
          name: "strategos",
          include: ["test/**/*.test.ts"],
          exclude: ["test/house/**"],
          globalSetup: "test/build.ts",
          ...limits,
        },
      },
    ],
  },
});
