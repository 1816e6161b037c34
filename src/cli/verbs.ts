/** The verbs: what each is for, and where it is. */
import type { Command } from "commander";

/** Makes a verb's command; its action hands its exit code to `done`. */
export type MakeCommand = (done: (exitCode: number) => void) => Command;

export interface Verb {
  readonly about: string;
  /** Called only when the verb is asked for, so that one verb does not wait for what the others need. */
  readonly load: () => Promise<MakeCommand>;
}

/** A map, since a verb is looked up by what somebody typed: `constructor` is none. */
export const VERBS: ReadonlyMap<string, Verb> = new Map(
  Object.entries<Verb>({
    run: {
      about: "run all nodes of a configuration as processes on this machine",
      load: async () => (await import("./verbs/run.js")).runCommand,
    },
    node: {
      about: "run one node of a configuration in this terminal; start the others elsewhere, in any order",
      load: async () => (await import("./verbs/node.js")).nodeCommand,
    },
    sim: {
      about: "run a configuration in this process, on a simulated network with virtual time",
      load: async () => (await import("./verbs/sim.js")).simCommand,
    },
    check: {
      about: "prove or refute IC1 and IC2 for every lie there is, or try very many random worlds",
      load: async () => (await import("./verbs/check.js")).checkCommand,
    },
    test: {
      about:
        "put a program that somebody wrote on trial: is it a right node, and if not, what was wrong first",
      load: async () => (await import("./verbs/test.js")).testCommand,
    },
    quiz: {
      about: "exam questions on OM(1) and OM(2) from a seed, and their solutions on another sheet",
      load: async () => (await import("./verbs/quiz.js")).quizCommand,
    },
    plan: {
      about: "what a configuration costs, and whether it can work, before anything starts",
      load: async () => (await import("./verbs/plan.js")).planCommand,
    },
    compare: {
      about: "run every protocol at growing n on this machine, and compare rounds, messages and cost",
      load: async () => (await import("./verbs/compare.js")).compareCommand,
    },
    doctor: {
      about: "check this machine, and with --id the way to each peer, before nodes start; one line a check",
      load: async () => (await import("./verbs/doctor.js")).doctorCommand,
    },
    explain: {
      about: "tell from a recording, in sentences, what was told, how each vote went, and why",
      load: async () => (await import("./verbs/explain.js")).explainCommand,
    },
    judge: {
      about:
        "judge from a recording, of a program of yours too, whether each loyal node told and decided as it had to",
      load: async () => (await import("./verbs/judge.js")).judgeCommand,
    },
    view: {
      about: "watch runs in a web page, message by message: lie by hand, compare, save, take lessons",
      load: async () => (await import("./verbs/view.js")).viewCommand,
    },
    serve: {
      about: "keep a log that goes on: one member of it, or with --all a whole group on this machine",
      load: async () => (await import("./verbs/serve.js")).serveCommand,
    },
    append: {
      about: "give a command to a log that is served, and wait until it is final and done",
      load: async () => (await import("./verbs/append.js")).appendCommand,
    },
    log: {
      about: "print the commands of a log that is served, or follow it",
      load: async () => (await import("./verbs/log.js")).logCommand,
    },
    status: {
      about: "say how the members of a log are, and how far they have come",
      load: async () => (await import("./verbs/status.js")).statusCommand,
    },
    members: {
      about: "print the members of a log that is served, or have a quorum of them add or remove one",
      load: async () => (await import("./verbs/members.js")).membersCommand,
    },
    "verify-entry": {
      about: "verify from a file and the first configuration alone that a command stands in a log",
      load: async () => (await import("./verbs/verify-entry.js")).verifyEntryCommand,
    },
    "verify-evidence": {
      about:
        "verify from a file alone that one key signed two orders in one run, or two votes in one view of a log",
      load: async () => (await import("./verbs/verify-evidence.js")).verifyEvidenceCommand,
    },
    init: {
      about: "write a commented configuration; the flags say what is in it",
      load: async () => (await import("./verbs/init.js")).initCommand,
    },
    validate: {
      about: "check a configuration and say every mistake in it, with a fix",
      load: async () => (await import("./verbs/validate.js")).validateCommand,
    },
    keygen: {
      about:
        "make a key pair for links and one for signing: the secrets go to a file of mode 0600, the public keys are printed",
      load: async () => (await import("./verbs/keygen.js")).keygenCommand,
    },
  }),
);
