/** The recording of one agreement of a group, put together from what its members recorded of it. */
import type { Config } from "../config/config.js";
import { madeConfig } from "../config/made.js";
import { Run } from "../config/run.js";
import { wrongArgument } from "../core/argument.js";
import type { NodeId } from "../core/group.js";
import type { Contents } from "../core/party.js";
import type { AgreementRecord } from "../node/telling.js";
import { shown } from "../recording/fields.js";
import type { Recording } from "../recording/recording.js";
import { Gathering } from "./gather.js";
import { NO_PROCESS } from "./processes.js";
import { checkGiven, toldBy } from "./told.js";

/**
 * `records`: of one agreement, in any order; they may have come over a network as JSON. A member that left none counts as one
 * that failed, and is judged as a traitor is. `given`: the group's configuration; who is known to have lied may be listed as a traitor in it.
 * Throws RangeError for records that are not of one agreement of this group, and for one that cannot be read or that tells
 * what another member saw (told.ts).
 */
export function recordingOf(given: Config, records: readonly AgreementRecord[]): Recording {
  const config = { ...madeConfig("recordingOf", lenient(given)), unsafe: given.unsafe };
  if (!Array.isArray(records))
    throw wrongArgument(
      "recordingOf",
      records,
      "a list of records",
      "give those that members told of one agreement",
    );
  const [first] = records as readonly AgreementRecord[];
  if (!first)
    throw new RangeError("there are no records\n  fix: give those that members told of one agreement");
  refuseStrangers(config, records, first);
  for (const record of records) checkGiven(record, config);
  const { general, instance } = first;
  const gathering = new Gathering(new Run(agreed(config, records, general)), 0, true);
  const { runLine, timing } = gathering;
  for (const record of records)
    for (const one of toldBy(record, { ...runLine, timing })) gathering.take(record.node, one);
  for (const { id } of config.nodes)
    if (!records.some(({ node }) => node === id))
      gathering.died(id, { ...NO_PROCESS, why: `left no record of instance ${instance}` });
  return gathering.finish(0, null).recording;
}

/** More may be known to have lied than the group tolerates. */
function lenient(given: Config): Config {
  return typeof given === "object" && given !== null ? { ...given, unsafe: true } : given;
}

function refuseStrangers(config: Config, records: readonly AgreementRecord[], first: AgreementRecord): void {
  const refuse = (cause: string, fix: string) => new RangeError(`${cause}\n  fix: ${fix}`);
  const seen = new Set<NodeId>();
  for (const record of records) {
    const { node, instance, general } = record ?? {};
    for (const [what, one] of [
      ["node", node],
      ["general", general],
    ] as const)
      if (!config.nodes.some(({ id }) => id === one))
        throw refuse(
          `a record's ${what} is ${shown(one)}, which is not in the configuration`,
          "give the records of one group, and its configuration",
        );
    if (instance !== first.instance || general !== first.general)
      throw refuse(
        `these are records of instance ${shown(first.instance)} with general ${first.general}, and of instance ${shown(instance)} with general ${general}`,
        "give those of one agreement",
      );
    if (seen.has(node)) throw refuse(`there are two records of node ${node}`, "give one record a member");
    seen.add(node);
  }
}

/** The configuration with what was given in this agreement. */
function agreed(config: Config, records: readonly AgreementRecord[], general: NodeId): Config {
  const by = new Map(records.map((record) => [record.node, record]));
  const nodes = config.nodes.map((node) => {
    const value = by.get(node.id)?.order ?? node.value;
    return { ...node, ...(value !== undefined && { value }) };
  });
  const order = by.get(general)?.order ?? config.order;
  const agreedOn = { ...config, ...{ general, nodes, order } };
  if (!config.contents) return agreedOn;
  const contents = Object.assign({}, config.contents, ...records.map((one) => one.contents)) as Contents;
  return { ...agreedOn, contents, orders: [...new Set([...config.orders, order])] };
}
