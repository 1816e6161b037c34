/** The verbs: what each is for, and where it is. */
import type { Verb } from "./verb.js";

export interface NamedVerb {
  readonly about: string;
  /** Called only when the verb is asked for, so that one verb does not wait for what the others need. */
  readonly load: () => Promise<{ readonly verb: Verb }>;
}

/** A map, since a verb is looked up by what somebody typed: `constructor` is none. */
export const VERBS: ReadonlyMap<string, NamedVerb> = new Map(
  Object.entries<NamedVerb>({
    run: {
      about: "run all nodes of a configuration as processes on this machine",
      load: () => import("./verbs/run.js"),
    },
    node: {
      about: "run one node of a configuration in this terminal; start the others elsewhere, in any order",
      load: () => import("./verbs/node.js"),
    },
    sim: {
      about: "run a configuration in this process, on a simulated network with virtual time",
      load: () => import("./verbs/sim.js"),
    },
    check: {
      about: "prove or refute IC1 and IC2 for every lie there is, or try very many random worlds",
      load: () => import("./verbs/check.js"),
    },
    test: {
      about:
        "put a program that somebody wrote on trial: is it a right node, and if not, what was wrong first",
      load: () => import("./verbs/test.js"),
    },
    quiz: {
      about: "exam questions on OM(1) and OM(2) from a seed, and their solutions on another sheet",
      load: () => import("./verbs/quiz.js"),
    },
    plan: {
      about: "what a configuration costs, and whether it can work, before anything starts",
      load: () => import("./verbs/plan.js"),
    },
    compare: {
      about: "run every protocol at growing n on this machine, and compare rounds, messages and cost",
      load: () => import("./verbs/compare.js"),
    },
    doctor: {
      about: "check this machine, and with --id the way to each peer, before nodes start; one line a check",
      load: () => import("./verbs/doctor.js"),
    },
    explain: {
      about: "tell from a recording, in sentences, what was told, how each vote went, and why",
      load: () => import("./verbs/explain.js"),
    },
    judge: {
      about:
        "judge from a recording, of a program of yours too, whether each loyal node told and decided as it had to",
      load: () => import("./verbs/judge.js"),
    },
    view: {
      about: "watch runs in a web page, message by message: lie by hand, compare, save, take lessons",
      load: () => import("./verbs/view.js"),
    },
    serve: {
      about: "keep a log that goes on: one member of it, or with --all a whole group on this machine",
      load: () => import("./verbs/serve.js"),
    },
    append: {
      about: "give a command to a log that is served, and wait until it is final and done",
      load: () => import("./verbs/append.js"),
    },
    log: {
      about: "print the commands of a log that is served, or follow it",
      load: () => import("./verbs/log.js"),
    },
    status: {
      about: "say how the members of a log are, and how far they have come",
      load: () => import("./verbs/status.js"),
    },
    members: {
      about: "print the members of a log that is served, or have a quorum of them add or remove one",
      load: () => import("./verbs/members.js"),
    },
    "verify-entry": {
      about: "verify from a file and the first configuration alone that a command stands in a log",
      load: () => import("./verbs/verify-entry.js"),
    },
    "verify-evidence": {
      about:
        "verify from a file alone that one key signed two orders in one run, or two votes in one view of a log",
      load: () => import("./verbs/verify-evidence.js"),
    },
    init: {
      about: "write a commented configuration; the flags say what is in it",
      load: () => import("./verbs/init.js"),
    },
    validate: {
      about: "check a configuration and say every mistake in it, with a fix",
      load: () => import("./verbs/validate.js"),
    },
    keygen: {
      about:
        "make a key pair for links and one for signing: the secrets go to a file of mode 0600, the public keys are printed",
      load: () => import("./verbs/keygen.js"),
    },
  }),
);
