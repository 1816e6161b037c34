/** What one sender told in one round, spelled out. */
import { Fragment } from "preact";
import type { Group } from "../../core/group.js";
import type { Relay } from "../../core/relay.js";
import { roundName } from "../../explain/held.js";
import { protocolOf } from "../../protocols/index.js";
import type { Bundle } from "../model/bundles.js";
import { chainText, nameOf } from "../model/orders.js";
import type { Run } from "../model/runs.js";
import type { State } from "../model/state.js";
import { VIEWS } from "../protocols.js";
import { Letter } from "./words.js";

/** The relays of the chosen sender and round, spelled out. */
export function Relays({ run, bundles, state }: { run: Run; bundles: readonly Bundle[]; state: State }) {
  const { group } = run;
  if (bundles.length === 0)
    return (
      <section class="detail" aria-label="Relays">
        <h2>Relays</h2>
        <p class="hint">
          Choose a bundle to read its relays. A sender that tells some receivers one thing and others another
          has more bundles than one.
        </p>
      </section>
    );
  const [first] = bundles as [Bundle];
  const all = bundles.flatMap(({ to }) => to);
  return (
    <section class="detail chosen" aria-live="polite" aria-label="Relays" tabIndex={0}>
      <h2>
        Node {first.from} in {roundName(group, state.round)}
      </h2>
      <p>
        {bundles.length === 1
          ? `It told ${all.length === 1 ? `node ${all[0]}` : `all ${all.length} receivers the same`}.`
          : `It told its receivers ${bundles.length} different things.`}
      </p>
      {protocolOf(group).tells !== "paths" ? (
        <ul class="told">
          {bundles.map(({ to, relays }) => (
            <li key={to[0]}>
              <span class="hint">to {to.join(", ")}</span>{" "}
              {relays.length === 0 ? (
                VIEWS[group.protocol].nothing(state.round)
              ) : (
                <Told group={group} relays={relays} />
              )}
            </li>
          ))}
        </ul>
      ) : (
        <RelayTable group={group} bundles={bundles} />
      )}
    </section>
  );
}

/** Orders, and with signed messages who signed them. */
function Told({ group, relays }: { group: Group; relays: readonly Relay[] }) {
  return relays.map(({ order, path }) => (
    <span key={order} class="told-order">
      <Letter group={group} order={order} />{" "}
      {protocolOf(group).tells === "chains" ? chainText({ order, path }) : nameOf(order)}
    </span>
  ));
}

/** A row a path; where each node has a value, the paths of one instance together. */
function RelayTable({ group, bundles }: { group: Group; bundles: readonly Bundle[] }) {
  const [first] = bundles as [Bundle];
  const hasInstances = protocolOf(group).everyone !== undefined;
  return (
    <table class="relays">
      <thead>
        <tr>
          <th scope="col">path</th>
          {bundles.map(({ to }) => (
            <th key={to[0]} scope="col">
              to {to.join(", ")}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {first.relays.map(({ path }, index) => (
          <Fragment key={path.join(".")}>
            {hasInstances && path[0] !== first.relays[index - 1]?.path[0] && (
              <tr class="instance">
                <th scope="rowgroup" colSpan={bundles.length + 1}>
                  the value of node {path[0]}
                </th>
              </tr>
            )}
            <tr class={isSplit(bundles, index) ? "split" : undefined}>
              <th scope="row">{path.join(".")}</th>
              {bundles.map(({ to, relays }) => {
                const order = relays[index]?.order ?? group.defaultOrder;
                return (
                  <td key={to[0]}>
                    <Letter group={group} order={order} /> {nameOf(order)}
                  </td>
                );
              })}
            </tr>
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}

function isSplit(bundles: readonly Bundle[], index: number): boolean {
  return new Set(bundles.map(({ relays }) => relays[index]?.order)).size > 1;
}
