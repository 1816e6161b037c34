/** The ring of the stage: nodes in a circle, and what the last step sent from one to another. */
import type { NodeId, Order } from "../../core/group.js";
import { formatPath } from "../../core/path.js";
import type { Relay } from "../../core/relay.js";
import type { Bundle } from "../model/bundles.js";
import { turned, withoutHand } from "../model/hands.js";
import type { Message, Moment, Progress } from "../model/moments.js";
import { classOf, isGeneral, nameOf } from "../model/orders.js";
import { type Place, placesOf, RADIUS, wayOf } from "../model/places.js";
import type { Run } from "../model/runs.js";
import { CHANGES_MAX, type State } from "../model/state.js";
import { Face, spoken } from "./badges.js";
import type { Go } from "./router.js";
import { Letter } from "./words.js";

/** What of a run is on the stage. */
export interface Shown {
  readonly run: Run;
  readonly first: Run;
  readonly node: NodeId;
  readonly isAll: boolean;
  /** what the last step brought */
  readonly step: readonly Moment[];
  readonly progress: Progress;
  readonly state: State;
  readonly go: Go;
}

/** With more messages at once only their colours are drawn. */
const CROWD = 60;

export function Arena(props: Shown) {
  const { run, step, state } = props;
  const messages = step.filter((one): one is Message => one.kind === "message");
  const { ids } = run.group;
  const placeOf = placesOf(ids);
  return (
    <div class="arena">
      <div
        class={`arena-square${ids.length > 13 ? " many" : ""}${messages.length > CROWD ? " crowded" : ""}`}
        style={{ "--count": ids.length }}
      >
        <svg viewBox="0 0 100 100" aria-hidden="true">
          <circle cx="50" cy="50" r={RADIUS} />
          {messages.map((message) => (
            <Way key={`${message.round} ${message.from} ${message.to}`} {...{ run, message, placeOf }} />
          ))}
        </svg>
        {ids.map((id) => (
          <StageNode key={id} {...props} id={id} place={placeOf(id)} />
        ))}
        {messages.map((message) => (
          <Flight
            key={`${message.round} ${message.from} ${message.to} ${state.changes.length}`}
            {...props}
            message={message}
            isSmall={messages.length > 8}
            from={placeOf(message.from)}
            to={placeOf(message.to)}
          />
        ))}
      </div>
    </div>
  );
}

/** The way of a message: as it was owed, and from its middle on as it is told. */
function Way({
  run,
  message,
  placeOf,
}: Pick<Shown, "run"> & { message: Message; placeOf: (id: NodeId) => Place }) {
  const [a, b] = [placeOf(message.from), placeOf(message.to)];
  const [x, y] = [(a.x + b.x) / 2, (a.y + b.y) / 2];
  const looks = message.isMissing ? "lost" : "";
  return (
    <>
      <line class={`way ${looks} ${lookOf(run, owedOf(message))}`} x1={a.x} y1={a.y} x2={x} y2={y} />
      <line class={`way ${looks} ${lookOf(run, message.relays)}`} x1={x} y1={y} x2={b.x} y2={b.y} />
    </>
  );
}

/** The order that all relays tell; none where they differ. */
function lookOf({ group }: Run, relays: readonly Relay[]): string {
  const [first] = relays;
  const isOne = first && relays.every(({ order }) => order === first.order);
  return isOne ? `flow ${classOf(group, first.order)}` : "";
}

/** What an honest sender would have told. */
function owedOf({ relays, lies }: Message): Relay[] {
  const lieAt = (path: string) => lies.find((lie) => formatPath(lie.path) === path);
  const kept = relays.flatMap(({ path, order }) => {
    const lie = lieAt(formatPath(path));
    const owed = lie ? lie.owed : order;
    return owed === null ? [] : [{ path, order: owed }];
  });
  const heldBack = lies.flatMap(({ path, owed, told }) =>
    told === null && owed !== null ? [{ path, order: owed }] : [],
  );
  return [...kept, ...heldBack];
}

function StageNode({ id, place, ...shown }: Shown & { id: NodeId; place: Place }) {
  const { run, node, isAll, progress, go } = shown;
  const { group, facts } = run;
  const isFaulty = isAll && !facts.isLoyal(id);
  const what = isGeneral(group, id) ? "general" : "";
  const role = isFaulty ? (facts.isTraitor(id) ? "traitor" : "failed") : what;
  const order = orderOf(shown, id);
  const known = progress.isDecided && order !== null ? `decides ${nameOf(order)}` : "";
  const said = [`node ${id}`, what, role === what ? "" : role, known].filter((one) => one !== "").join(", ");
  return (
    <button
      type="button"
      class={`stage-node${id === node ? " watched" : ""}${isFaulty ? " traitor" : ""}`}
      style={{ left: `${place.x}%`, top: `${place.y}%` }}
      aria-pressed={id === node}
      onClick={() => go({ node: id, ...(!isAll && { at: 0 }) })}
    >
      <span class="unseen">{said}</span>
      <b aria-hidden="true">{id}</b>
      {role !== "" && <small aria-hidden="true">{role}</small>}
      {order !== null && <Letter group={group} order={order} />}
    </button>
  );
}

/** What a node is seen with: at the beginning what it is to tell, at the end what it decides. */
function orderOf({ run, node, isAll, progress }: Shown, id: NodeId): Order | null {
  const { recording, facts, group } = run;
  if (progress.isDecided) return (isAll ? facts.isLoyal(id) : id === node) ? facts.decisionOf(id) : null;
  if (progress.round > 0 || !(isAll || id === node)) return null;
  return recording.run.values?.[id] ?? (isGeneral(group, id) ? recording.run.order : null);
}

interface FlightProps extends Shown {
  readonly message: Message;
  readonly isSmall: boolean;
  readonly from: Place;
  readonly to: Place;
}

/** A message on its way. That of a traitor can be turned, by whoever knows that it is one. */
function Flight({ run, first, state, go, isAll, message, isSmall, from, to }: FlightProps) {
  const owed = bundleOf(run, message, owedOf(message));
  const told = bundleOf(run, message, message.relays);
  const style = wayOf(from, to);
  const isLie = message.lies.length > 0;
  const looks = `flight${isLie ? " lie" : ""}${message.isMissing ? " lost" : ""}${isSmall ? " small" : ""}`;
  const faces = (
    <>
      <span class="face" aria-hidden="true">
        <Face group={run.group} bundle={told} isSmall={isSmall} />
      </span>
      {isLie && (
        <span class="face owed" aria-hidden="true">
          <Face group={run.group} bundle={owed} isSmall={isSmall} />
        </span>
      )}
    </>
  );
  const turn = isAll && !run.isOpen ? turnOf(run, first, state, message) : null;
  if (!turn)
    return (
      <span class={looks} style={style} aria-hidden="true">
        {faces}
      </span>
    );
  const words = message.relays.length === 0 ? "nothing" : spoken(run.group, told);
  return (
    <button type="button" class={looks} style={style} onClick={() => go({ changes: turn }, true)}>
      <span class="unseen">
        Turn what node {message.from} tells node {message.to}: {words}
      </span>
      {faces}
    </button>
  );
}

/** The changes with the whole message turned; null: nobody can. */
function turnOf(run: Run, first: Run, { changes }: State, message: Message) {
  if (!run.facts.isTraitor(message.from) || changes.length >= CHANGES_MAX) return null;
  return turned(first, changes, message, withoutHand(first, changes, message));
}

function bundleOf({ group }: Run, { round, from, to }: Message, relays: readonly Relay[]): Bundle {
  const counts = group.orders
    .map((order) => ({ order, count: relays.filter((relay) => relay.order === order).length }))
    .filter(({ count }) => count > 0);
  return { round, from, to: [to], relays, counts };
}
