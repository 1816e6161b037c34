/**
 * What must hold of a schedule that was played: at each step at which at most m members are traitors, harmed or were so in
 * the two steps before, those that are not agree, are told that it is guaranteed, and obey a loyal general; nobody decides
 * otherwise in the same instance; and whoever was out of an agreement was told so.
 */
import { faultyAt, type Schedule, STEPS } from "./draw.js";
import type { Call, Played } from "./play.js";

export function violationsIn(schedule: Schedule, played: Played): readonly string[] {
  const steps = Array.from({ length: STEPS }, (_, step) => step);
  return [
    ...played.hung,
    ...steps.flatMap((step) => wrongAt(schedule, played, step)),
    ...untold(schedule, played),
  ];
}

function wrongAt(schedule: Schedule, { calls }: Played, step: number): string[] {
  const { n, m, general, traitor } = schedule;
  const faulty = faultyAt(schedule, step);
  if (faulty.size > m) return [];
  const wrong: string[] = [];
  const sound = Array.from({ length: n }, (_, at) => at + 1).filter((id) => !faulty.has(id));
  // one that was late to the step before is not asked again: it is waiting for this one
  const theirs = sound.map((id) => calls.findLast((call) => call.id === id && call.step <= step));
  for (const [at, call] of theirs.entries()) {
    const result = call?.answer?.result;
    if (!result) wrong.push(`step ${step}: node ${sound[at]}: ${said(call)}`);
    else if (!result.guaranteed || !result.inTime)
      wrong.push(`step ${step}: node ${sound[at]}: guaranteed ${result.guaranteed}, inTime ${result.inTime}`);
  }
  const instance = theirs[0]?.answer?.result?.instance;
  const same = calls.filter(({ id, answer }) => id !== traitor?.id && answer?.result?.instance === instance);
  const decisions = new Set(same.map(({ answer }) => answer?.result?.decision));
  const instances = new Set(theirs.map((call) => call?.answer?.result?.instance));
  if (instances.size > 1) wrong.push(`step ${step}: instances ${[...instances].join(", ")}`);
  if (decisions.size > 1) wrong.push(`step ${step}: decisions ${same.map(said).join("; ")}`);
  const ordered = theirs[sound.indexOf(general)]?.order;
  if (!faulty.has(general) && !decisions.has(ordered))
    wrong.push(`step ${step}: the loyal general ordered ${ordered}`);
  return wrong;
}

/** Instances of a member's last process that others decided and it did not, and that nothing told it of. */
function untold({ traitor }: Schedule, { calls, events }: Played): string[] {
  const decided = new Set(calls.flatMap(({ answer }) => answer?.result?.instance ?? []));
  return [...events].flatMap(([id, told]) => {
    const life = Math.max(...calls.filter((call) => call.id === id).map((call) => call.life));
    const own = calls.filter((call) => call.id === id && call.life === life);
    const held = own.flatMap(({ answer }) => answer?.result?.instance ?? []);
    if (id === traitor?.id || held.length === 0) return [];
    const missed = [...decided].filter(
      (instance) => instance < Math.max(...held) && !held.includes(instance),
    );
    const rejected = own.filter(({ answer }) => answer?.error).length;
    const behind = told.reduce((sum, event) => sum + (event.missed ?? 0), 0);
    return rejected + behind >= missed.length
      ? []
      : [`node ${id} was not told that it missed ${missed.join(", ")}`];
  });
}

function said(call: Call | undefined): string {
  const { result, error } = call?.answer ?? {};
  if (result) return `node ${call?.id} decided ${result.decision} in instance ${result.instance}`;
  return error ? `${error.reason}: ${error.message.split("\n")[0]}` : call ? "no answer" : "was not asked";
}
