/** A log's member in numbers, under Prometheus' names and base units. */
import type { LogMember } from "../member/log/log-member.js";
import { counter, type Family, gauge } from "../operate/exposition.js";

export function logMetrics(member: LogMember, followers: number): readonly Family[] {
  const { status, links } = member;
  return [
    gauge("strategos_log_info", "Which member of how many this is.", [
      { labels: { member: status.id, n: status.members.length }, value: 1 },
    ]),
    gauge("strategos_log_height", "Height of the last block that was applied.", status.height),
    gauge("strategos_log_first_height", "Lowest height that is held.", status.firstHeight),
    gauge("strategos_log_view", "The view that the member is in.", status.view),
    gauge(
      "strategos_log_snapshot_height",
      "Height of the last certified snapshot.",
      status.snapshot?.height ?? 0,
    ),
    gauge("strategos_log_pending_commands", "Commands that are not final yet.", status.pending),
    gauge("strategos_log_waiting_clients", "Commands that clients of this member wait for.", status.waiting),
    gauge("strategos_log_sessions", "Client sessions in the state.", status.sessions),
    gauge("strategos_log_followers", "Readers that follow the log here.", followers),
    gauge("strategos_log_idle", "1 while there is nothing to agree on.", Number(status.isIdle)),
    gauge("strategos_log_behind", "1 while a block is final that is not here.", Number(status.isBehind)),
    gauge("strategos_log_peers_heard", "Peers whose links are up in both directions.", status.heard.length),
    counter("strategos_log_bytes_sent_total", "Bytes of frames sent to peers.", links?.bytesSent ?? 0),
    counter(
      "strategos_log_bytes_received_total",
      "Bytes of frames received from peers.",
      links?.bytesReceived ?? 0,
    ),
    gauge("process_resident_memory_bytes", "Resident memory.", process.memoryUsage.rss()),
  ];
}
