/** A log's member in numbers, under Prometheus' names and base units. */
import type { LogMember } from "../member/log/log-member.js";
import type { Family } from "../operate/exposition.js";

export function logMetrics(member: LogMember, followers: number): readonly Family[] {
  const { status, links } = member;
  const {
    id,
    members,
    height,
    firstHeight,
    view,
    pending,
    isIdle,
    isBehind,
    waiting,
    heard,
    sessions,
    snapshot,
  } = status;
  return [
    gauge("strategos_log_info", "Which member of how many this is.", 1, { member: id, n: members.length }),
    gauge("strategos_log_height", "Height of the last block that was applied.", height),
    gauge("strategos_log_first_height", "Lowest height that is held.", firstHeight),
    gauge("strategos_log_view", "The view that the member is in.", view),
    gauge("strategos_log_snapshot_height", "Height of the last certified snapshot.", snapshot?.height ?? 0),
    gauge("strategos_log_pending_commands", "Commands that are not final yet.", pending),
    gauge("strategos_log_waiting_clients", "Commands that clients of this member wait for.", waiting),
    gauge("strategos_log_sessions", "Client sessions in the state.", sessions),
    gauge("strategos_log_followers", "Readers that follow the log here.", followers),
    gauge("strategos_log_idle", "1 while there is nothing to agree on.", Number(isIdle)),
    gauge("strategos_log_behind", "1 while a block is final that is not here.", Number(isBehind)),
    gauge("strategos_log_peers_heard", "Peers whose links are up in both directions.", heard.length),
    counter("strategos_log_bytes_sent_total", "Bytes of frames sent to peers.", links?.bytesSent ?? 0),
    counter(
      "strategos_log_bytes_received_total",
      "Bytes of frames received from peers.",
      links?.bytesReceived ?? 0,
    ),
    gauge("process_resident_memory_bytes", "Resident memory.", process.memoryUsage.rss()),
  ];
}

function gauge(
  name: string,
  help: string,
  value: number,
  labels: Family["samples"][number]["labels"] = {},
): Family {
  return { name, type: "gauge", help, samples: [{ value, labels }] };
}

function counter(name: string, help: string, value: number): Family {
  return { name, type: "counter", help, samples: [{ value }] };
}
