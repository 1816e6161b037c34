/** Text of explanations on the page. Every piece is a text node: nothing of a recording is ever markup. */
import type { Group, Order } from "../../core/group.js";
import type { Line, Text } from "../../explain/text.js";
import { classOf, letterOf, nameOf } from "../model/orders.js";

/** One line of spans, each with the look of its role; no group: there are no orders in it. */
export function Words({ line, group }: { line: Line; group?: Group }) {
  return (
    <>
      {line.map(({ text, role }, index) => {
        if (role === undefined) return text;
        if (role === "order" && group) return <OrderWord key={index} group={group} order={text} />;
        return (
          <span key={index} class={`is-${role}`}>
            {text}
          </span>
        );
      })}
    </>
  );
}

/** A whole text: headings as such, other lines as paragraphs, hanging by their margin. */
export function Paragraphs({ text, group }: { text: Text; group: Group }) {
  return (
    <div class="paragraphs">
      {text.map((line, index) => {
        if (line.length === 0) return null;
        const [first] = line;
        if (line.length === 1 && first?.role === "heading") return <h3 key={index}>{first.text}</h3>;
        const margin = (/^ */.exec(first?.text ?? "")?.[0].length ?? 0) > 2;
        return (
          <p key={index} class={margin ? "deeper" : undefined}>
            <Words line={line} group={group} />
          </p>
        );
      })}
    </div>
  );
}

function OrderWord({ group, order }: { group: Group; order: Order }) {
  return (
    <span class="order-word">
      <i class={`dot ${classOf(group, order)}`} aria-hidden="true" />
      {nameOf(order)}
    </span>
  );
}

/** The order's letter on its colour. */
export function Letter({ group, order }: { group: Group; order: Order }) {
  return (
    <span class={`letter ${classOf(group, order)}`} aria-hidden="true">
      {letterOf(group, order)}
    </span>
  );
}

interface LegendProps {
  readonly group: Group;
  /** whose own cells and echoes are drawn apart; left out where there are none */
  readonly node?: number;
  readonly marksLies?: boolean;
  /** whether votes are marked that another run went otherwise in */
  readonly marksTipped?: boolean;
  readonly form?: "icicle" | "links" | "canvas";
  /** whether two trees are beside each other */
  readonly isCompared?: true;
}

/** What colours, letters and borders mean. */
export function Legend({ group, node, marksLies, marksTipped, form = "icicle", isCompared }: LegendProps) {
  return (
    <ul class={`legend of-${form}`} aria-label="Legend">
      {group.orders.map((order) => (
        <li key={order}>
          <Letter group={group} order={order} /> {nameOf(order)}
          {order === group.defaultOrder ? " (default)" : ""}
        </li>
      ))}
      {node !== undefined && (
        <>
          <li>
            <span class="sample own" aria-hidden="true" /> node {node}’s own relay
          </li>
          {group.m > 1 && (
            <li>
              <span class="sample echo" aria-hidden="true" /> echo: the path already holds node {node}
            </li>
          )}
          <li>
            <span class="sample missing" aria-hidden="true" /> nothing came
          </li>
        </>
      )}
      {isCompared && <li>pale: alike in both</li>}
      {marksTipped && (
        <li>
          <span class="sample tipped" aria-hidden="true" /> a vote that tipped
        </li>
      )}
      {marksLies && (
        <li>
          <span class="sample lie" aria-hidden="true" /> a lie
        </li>
      )}
    </ul>
  );
}
