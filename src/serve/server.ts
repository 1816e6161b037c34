/** A member's server for its clients, on loopback. */
import { type LoopbackServer, serveOnLoopback } from "../http/loopback.js";
import { commandsOf } from "./commands.js";
import { Followers } from "./follow.js";
import { addRoutes, type Served } from "./routes.js";

/** Each client waits on a connection of its own. */
const CONNECTIONS_MAX = 1024;

/** Port 0: any that is free. Rejects with the listening error, e.g. EADDRINUSE. */
export async function serveClients(
  port: number,
  { member, machine }: Omit<Served, "followers">,
): Promise<LoopbackServer> {
  const followers = new Followers(member);
  const server = await serveOnLoopback(port, (app) => addRoutes(app, { member, machine, followers }), {
    connectionsMax: CONNECTIONS_MAX,
    direct: commandsOf(member),
  });
  return {
    url: server.url.replace(/\/$/, ""),
    close: () => {
      followers.close();
      return server.close();
    },
  };
}
