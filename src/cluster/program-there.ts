/** Whether the programs of others that a run names are there, seen before anything is started, as a start itself would find them. */
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, resolve } from "node:path";
import type { NodeId } from "../core/group.js";
import { printable } from "../core/printable.js";
import { NoResourcesError } from "../node/descriptors.js";
import type { ProgramOrder } from "./program.js";

type Ordered = Pick<ProgramOrder, "command" | "folder">;

export function assertPrograms(orders: ReadonlyMap<NodeId, Ordered>): void {
  for (const [id, order] of orders) {
    const lack = lackText(lackOf(order), order);
    if (lack !== null) throw new NoResourcesError(`node ${id} could not be started: ${lack}`);
  }
}

/** Of a start's error code; null for one that says something else. */
export function lackText(code: string | undefined, { command, folder }: Ordered): string | null {
  const name = printable(command[0] ?? "", 200);
  const where = name.includes("/") ? ` in ${printable(folder, 200)}` : "";
  if (code === "ENOENT")
    return `there is no program ${name}${where}\n  fix: install it, or name another in the node's command`;
  if (code === "EACCES")
    return `${name}${where} may not be executed\n  fix: chmod +x, or name its interpreter in the node's command`;
  return null;
}

/** Undefined also where only a start can tell: the system has folders of its own without PATH, and on Windows endings. */
function lackOf({ command: [name = ""], folder }: Ordered): string | undefined {
  const folders = name.includes("/") ? [folder] : process.env["PATH"]?.split(delimiter);
  if (!folders || process.platform === "win32") return undefined;
  const codes = folders.map((one) => startCode(resolve(folder, one, name)));
  if (codes.includes(undefined)) return undefined;
  return codes.find((code) => code !== "ENOENT") ?? "ENOENT";
}

/** What a start of this file would come to; undefined where it would start. */
function startCode(file: string): string | undefined {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile() ? undefined : "EACCES";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOTDIR" ? "ENOENT" : code;
  }
}
