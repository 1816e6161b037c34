import type { NodeId } from "../core/group.js";
import type { Recording } from "../core/recording.js";
export function storyOf(recording: Recording): string {
  return `${recording.reports.length} reports`;
}
export function treeText(recording: Recording, id: NodeId): string {
  return `${recording.reports.length} ${id}`;
}
