import { defineConfig } from "vitest/config";
import { longestFirst } from "./test/order.js";

// Node.js reads a bundle of certificates at every start of a process, which costs more than the start itself; npm takes the same file.
if (process.env.NODE_EXTRA_CA_CERTS) {
  process.env.npm_config_cafile ??= process.env.NODE_EXTRA_CA_CERTS;
  delete process.env.NODE_EXTRA_CA_CERTS;
}

const limits = { testTimeout: 180_000, hookTimeout: 120_000 };

/** Tests that start real processes, apart from what computes hard, which could make loyal nodes late. */
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

/** Mostly waiting, for deadlines and for what does not answer. In some a round is so short that a node that stood still for a third of it would show. */
const WAITING = [
  ...["chaos", "hosts"].map((room) => `test/${room}/*.test.ts`),
  ...["deploy/slurm", "operate/doctor", "operate/unknown-key"].map((name) => `test/${name}.test.ts`),
  ...["broken", "deadline", "king", "sim"].map((name) => `test/run/${name}.test.ts`),
];

/** What takes longest on two idle cores in each project, the longest first. */
const LONGEST = [
  ...["library/package", "view/axe", "library/lives", "trial/processes/examples"],
  ...["run/check", "view/page", "run/agreement", "view/protocols", "run/first-minute", "deploy/docker"],
  ...["view/large", "trial/processes/misdeeds", "trial/processes/of-other-protocols"],
  ...["trial/processes/tutorial", "view/server"],
  ...["chaos/network", "hosts/names", "chaos/stopped", "chaos/campaign", "run/broken", "run/sim"],
  ...["hosts/hosts", "run/king", "operate/doctor", "operate/unknown-key", "chaos/members"],
  ...["check/check", "core/kernel", "explain/audit/gaps", "check/king", "explain/audit/forged"],
  ...[
    "sim/sequence/campaign",
    "check/least",
    "check/signed",
    "trial/diagnosis/diagnose",
    "config/bounds",
    "fuzz/fuzz",
    "check/solvers",
  ],
];

/** Modules of their own: a module is mocked in them, or the tables of protocols get one more. */
const APART = [
  ...["protocols/flooding", "sim/blame", "wire/values"],
  ...["flat", "install", "nuisance", "short-writes"].map((name) => `member/${name}`),
].map((name) => `test/${name}.test.ts`);

/** What dials, or has modules of its own. */
const OWN = [...APART, "test/net/**/*.test.ts"];

/** What computes for long, beside all others (scripts/test.js) and last in line for the processor: all else that is not above is the fast lane. */
const COMPUTING = [
  ...["check", "facts", "fuzz"].map((room) => `test/${room}/**/*.test.ts`),
  ...["bounds", "init"].map((name) => `test/config/${name}.test.ts`),
  ...["kernel", "signed", "sliced"].map((name) => `test/core/${name}.test.ts`),
  ...["forged", "gaps", "sound"].map((name) => `test/explain/audit/${name}.test.ts`),
  ...["campaign", "deadlines", "repeat"].map((name) => `test/sim/${name}.test.ts`),
  ...["sim/sequence/campaign", "trial/diagnosis/diagnose", "view/command", "wire/fuzz"].map(
    (name) => `test/${name}.test.ts`,
  ),
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
    sequence: { sequencer: longestFirst(LONGEST) },
    projects: [
      { test: { name: "house", include: ["test/house/**/*.test.ts"], isolate: false, ...limits } },
      {
        test: {
          name: "fast",
          include: ["test/**/*.test.ts"],
          exclude: ["test/house/**", ...OWN, ...COMPUTING, ...PROCESSES, ...WAITING],
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
          exclude: [...APART, ...COMPUTING, ...WAITING],
          isolate: false,
          sequence: { groupOrder: 2 },
          maxWorkers: 5, // more than half of a run of processes is waiting
          ...processes,
        },
      },
      {
        test: {
          name: "waiting",
          include: WAITING,
          isolate: false,
          sequence: { groupOrder: 3 },
          maxWorkers: 5,
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
          sequence: { groupOrder: 4 },
          maxWorkers: 2,
          ...limits,
          testTimeout: 300_000, // last in line
        },
      },
    ],
  },
});
