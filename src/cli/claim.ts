/**
 * A folder that one process at a time may serve, from before anything is written in it. Whether its members answer is known only
 * once they do, and two that are started together would each give them addresses of their own.
 *
 * What is claimed is a name to listen under, which the system takes back however the process ends, as it does on Linux and
 * Windows. Elsewhere it is a file for temporary things, taken over where nobody answers behind it any more.
 *
 * It keeps one user from a mistake, no more: two containers that share a volume share no such names, and whoever works on the machine
 * may take a name. What keeps two processes of one member apart is its store's own lock.
 */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { realpathSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";

/** False where another process has it. It is held until this process ends. */
export async function claimed(folder: string): Promise<boolean> {
  const name = nameOf(folder);
  if (await isFree(name)) return true;
  if (isSystems || (await isAnswered(name))) return false;
  rmSync(name, { force: true });
  return isFree(name);
}

const isSystems = process.platform === "linux" || process.platform === "win32";

function nameOf(folder: string): string {
  const digest = createHash("sha256")
    .update(placeOf(resolve(folder)))
    .digest("hex")
    .slice(0, 32);
  const name = `strategos-${digest}`;
  if (process.platform === "linux") return `\0${name}`;
  return process.platform === "win32" ? `\\\\.\\pipe\\${name}` : join(tmpdir(), name);
}

/** By whatever links it is named, also before it is there. */
function placeOf(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return dirname(folder) === folder ? folder : join(placeOf(dirname(folder)), basename(folder));
  }
}

async function isFree(name: string): Promise<boolean> {
  const server = createServer((socket) => socket.destroy()).unref();
  try {
    server.listen(name);
    await once(server, "listening");
    return true;
  } catch (error) {
    // where none can be made for another reason, nothing is known of others
    return (error as NodeJS.ErrnoException).code !== "EADDRINUSE";
  }
}

async function isAnswered(name: string): Promise<boolean> {
  const socket = connect(name);
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
