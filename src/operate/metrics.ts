/** A node's metrics: the numbers behind its health, under Prometheus' names and base units. */
import { counter, type Family, gauge } from "./exposition.js";
import type { Delays } from "./loop-delay.js";
import { type NodeStatus, STATES } from "./status.js";

export function metricsOf(status: NodeStatus, delays: Delays): readonly Family[] {
  return [...lifeOf(status), ...reportsOf(status), ...linksOf(status), delayOf(delays), ...processOf()];
}

function lifeOf(status: NodeStatus): Family[] {
  const { self, run, group } = status.identity;
  const role = self === group.general ? "general" : "lieutenant";
  const labels = { node: self, run, role, n: group.ids.length, m: group.m };
  const states = STATES.map((state) => ({ labels: { state }, value: Number(state === status.state) }));
  const { order } = status;
  const decision = order === null ? [] : [{ labels: { order }, value: 1 }];
  return [
    gauge("strategos_node_info", "Which node of which run this is.", [{ labels, value: 1 }]),
    gauge("strategos_state", "1 for the state that the node is in.", states),
    gauge(
      "strategos_round",
      "Rounds that have closed: the number of the one that is open.",
      status.roundsClosed,
    ),
    gauge("strategos_slow", "1 once the node stood still for too long for the guarantee.", +status.isSlow),
    gauge("strategos_decided", "1 once the node has decided.", Number(order !== null)),
    gauge("strategos_decision_info", "The order that the node decided.", decision),
  ];
}

function reportsOf({ reportsAccepted, counters, faults }: NodeStatus): Family[] {
  const byRound = (counts: readonly number[]) => counts.map((value, round) => ({ labels: { round }, value }));
  const byKind = [...faults].map(([kind, value]) => ({ labels: { kind }, value }));
  const traffic = counters?.traffic;
  return [
    counter(
      "strategos_reports_accepted_total",
      "Reports accepted from others, by round; counted when the round closes.",
      byRound(reportsAccepted),
    ),
    counter("strategos_reports_sent_total", "Reports sent.", traffic?.reports ?? 0),
    counter("strategos_relays_sent_total", "Relays sent, by round.", byRound(traffic?.relays ?? [])),
    counter("strategos_faults_total", "Different faults that were observed, by kind.", byKind),
  ];
}

function linksOf({ counters, identity }: NodeStatus): Family[] {
  const peers = identity.group.ids.length - 1;
  const heard = peers - (counters?.unheard.length ?? peers);
  const links = counters?.links;
  return [
    gauge("strategos_peers", "Other nodes of the configuration.", peers),
    gauge("strategos_peers_heard", "Peers whose links were up in both directions at least once.", heard),
    counter(
      "strategos_bytes_sent_total",
      "Bytes of frames sent to peers, resends included.",
      links?.bytesSent ?? 0,
    ),
    counter(
      "strategos_bytes_received_total",
      "Bytes of frames received from peers.",
      links?.bytesReceived ?? 0,
    ),
  ];
}

function delayOf({ ticks, meanMs, medianMs, percentile99Ms, maxMs }: Delays): Family {
  const quantiles = [
    [0.5, medianMs],
    [0.99, percentile99Ms],
    [1, maxMs],
  ] as const;
  return {
    name: "strategos_event_loop_delay_seconds",
    type: "summary",
    help: "How late the event loop ran, since the start of the process.",
    samples: [
      ...quantiles.map(([quantile, ms]) => ({ labels: { quantile }, value: ms / 1000 })),
      { suffix: "_sum", value: (ticks * meanMs) / 1000 },
      { suffix: "_count", value: ticks },
    ],
  };
}

function processOf(): Family[] {
  const { user, system } = process.cpuUsage();
  return [
    gauge("process_resident_memory_bytes", "Resident memory.", process.memoryUsage.rss()),
    counter("process_cpu_seconds_total", "User and system time.", (user + system) / 1e6),
    gauge("process_start_time_seconds", "Start of the process, Unix time.", performance.timeOrigin / 1000),
  ];
}
