import { defineConfig } from "vitest/config";
import { inTurn } from "./test/beside.js";

// Node.js reads a bundle of certificates at every start of a process, which costs more than the start itself; npm takes the same file.
if (process.env.NODE_EXTRA_CA_CERTS) {
  process.env.npm_config_cafile ??= process.env.NODE_EXTRA_CA_CERTS;
  delete process.env.NODE_EXTRA_CA_CERTS;
}

const limits = { testTimeout: 180_000, hookTimeout: 120_000 };

/** Tests that start real processes: they come last, so that what computes hard does not make loyal nodes late. */
const PROCESSES = [
  "run",
  "trial/processes",
  "library",
  "hostile",
  "python",
  "perl",
  "ruby",
  "polyglot",
  "scale",
  "view",
  "deploy",
  "docs",
  "member",
  "operate",
  "serve",
  "soak",
  "store/power",
].map((room) => `test/${room}/**/*.test.ts`);

/** Those of them in which a round is short, and a node that stood still for a third of it would show: two at a time. */
const TIMED = ["run/broken", "run/deadline", "run/king", "run/sim"].map((name) => `test/${name}.test.ts`);

/** Mostly waiting, for deadlines and for name servers that do not answer; beside them computes what leaves them the processor. */
const WAITING = ["test/chaos/*.test.ts", "test/hosts/*.test.ts", "test/deploy/slurm.test.ts"];

/** Modules of their own: a module is mocked in them, or the tables of protocols get one more. */
const APART = [
  ...["protocols/flooding", "sim/blame", "wire/values"],
  ...["flat", "install", "nuisance"].map((name) => `member/${name}`),
].map((name) => `test/${name}.test.ts`);

/** What dials, or has modules of its own. */
const OWN = [...APART, "test/net/**/*.test.ts"];

/** What computes for long: all else that is not above is the fast lane. */
const COMPUTING = [
  ...["check", "facts", "fuzz"].map((room) => `test/${room}/**/*.test.ts`),
  ...["bounds", "init"].map((name) => `test/config/${name}.test.ts`),
  ...["kernel", "signed", "sliced"].map((name) => `test/core/${name}.test.ts`),
  ...["forged", "gaps", "sound"].map((name) => `test/explain/audit/${name}.test.ts`),
  ...["campaign", "deadlines", "repeat"].map((name) => `test/sim/${name}.test.ts`),
  "test/sim/sequence/campaign.test.ts",
  "test/wire/fuzz.test.ts",
];

/**
 * Once more, alone, for a run of real processes in which the machine kept loyal nodes waiting, or somebody else took a port
 * that had been free: it shows nothing. A bug shows twice.
 */
const processes = {
  retry: 1,
  globalSetup: ["test/build.ts", "test/view/chromium.ts"],
  expect: { poll: { timeout: 15_000 } },
  ...limits,
};

export default defineConfig({
  test: {
    sequence: { sequencer: inTurn("computing", "waiting") },
    projects: [
      { test: { name: "house", include: ["test/house/**/*.test.ts"], isolate: false, ...limits } },
      {
        test: {
          name: "fast",
          include: ["test/**/*.test.ts"],
          exclude: ["test/house/**", ...OWN, ...COMPUTING, ...PROCESSES, ...TIMED, ...WAITING],
          isolate: false, // its files are many and short, and a third of its time was the loading of the same modules
          sequence: { groupOrder: 1 },
          maxWorkers: 2,
          ...limits,
        },
      },
      {
        oxc: { jsx: { runtime: "automatic", importSource: "preact" } }, // the page's tables of protocols are loaded too
        test: { name: "own", include: OWN, sequence: { groupOrder: 1 }, maxWorkers: 2, ...limits },
      },
      {
        test: {
          name: "processes",
          include: PROCESSES,
          exclude: [...APART, ...TIMED, ...WAITING],
          isolate: false,
          sequence: { groupOrder: 2 },
          maxWorkers: 4, // half of a run of processes is waiting
          ...processes,
        },
      },
      {
        test: {
          name: "waiting",
          include: WAITING,
          isolate: false,
          sequence: { groupOrder: 3 },
          maxWorkers: 4,
          ...processes,
          globalSetup: ["test/build.ts"],
        },
      },
      {
        test: {
          name: "computing",
          include: COMPUTING,
          isolate: false,
          setupFiles: ["test/last-in-line.ts"],
          sequence: { groupOrder: 3 },
          maxWorkers: 4,
          ...limits,
        },
      },
      {
        test: {
          name: "timed",
          include: TIMED,
          isolate: false,
          sequence: { groupOrder: 4 },
          maxWorkers: 2,
          ...processes,
          globalSetup: ["test/build.ts"],
        },
      },
    ],
  },
});
