/** A table for people, without colours of its own, and without lines between its rows. */
import Table from "cli-table3";

export function plainTable(head: string[], options: Table.TableConstructorOptions = {}): Table.Table {
  return new Table({ head, style: { head: [], border: [], compact: true }, ...options });
}
