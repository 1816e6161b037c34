/** The page's side of `strategos view`: real processes, and what the server reads for it. Absent in an exported file. */

import type { LiveEvent } from "../recording/live.js";
import { configOf, type ShownConfig } from "./model/configs.js";
import type { Setup } from "./model/setup.js";

/** How fast a run goes: as fast as it can, so that it can be followed, or round by round as the reader says. */
export type Pace = "full" | "slow" | "gate";

export type Deed = "next" | "kill" | "stop" | "goOn" | "cutOff" | "join";

export interface Server {
  /** processes that it starts for one run, at the most */
  readonly nodesMax: number;
  /** Starts the nodes of a setup as processes; the run's id. Throws an Error that says why not. */
  start(setup: Setup, pace: Pace): Promise<string>;
  /** Lets a round go in a run that is watched, or does something to a node: `of` is the one or the other. */
  act(run: string, deed: Deed, of: number): Promise<void>;
  /** Hears a run from its beginning; what is lost in a break comes again. Returns how to stop. */
  listen(run: string, onEvent: (event: LiveEvent) => void, onBreak: (isBroken: boolean) => void): () => void;
  /** A configuration in YAML or JSON as plain data. */
  readConfig(text: string): Promise<ShownConfig>;
}

/** The server that served this page; null in an exported file. */
export function serverOfPage(): Server | null {
  const token = metaOf("token");
  return token && location.protocol === "http:" ? serverAt(token, Number(metaOf("nodes-max"))) : null;
}

/** An EventSource shows no status. */
const UNKNOWN =
  "the server does not know this run, or no longer; if it was started again meanwhile, load this page again";

const GONE =
  "the server of strategos view does not answer any more; start it again, and open the address that it prints";

/** What the server answers. What answers may be another program by now, on the same port. */
async function answerTo(path: string, request: RequestInit): Promise<unknown> {
  let refusal: string | undefined;
  try {
    const response = await fetch(path, request);
    const answer = (await response.json()) as { error?: string };
    if (response.ok) return answer;
    refusal = answer.error;
  } catch (cause) {
    throw new Error(GONE, { cause });
  }
  throw new Error(refusal ?? GONE);
}

function metaOf(name: string): string | null {
  return document.querySelector(`meta[name="strategos-${name}"]`)?.getAttribute("content") ?? null;
}

function serverAt(token: string, nodesMax: number): Server {
  const headers = { "content-type": "application/json", "x-strategos-token": token };
  const post = (path: string, body: string) => answerTo(path, { method: "POST", headers, body });
  return {
    nodesMax,
    start: async (setup, pace) => {
      const { run } = (await post(`/api/runs?pace=${pace}`, JSON.stringify(configOf(setup)))) as {
        run: string;
      };
      return run;
    },
    act: async (run, deed, of) => {
      await post(`/api/runs/${encodeURIComponent(run)}/deeds`, JSON.stringify({ deed, of }));
    },
    readConfig: async (text) => (await post("/api/config", JSON.stringify({ text }))) as ShownConfig,
    listen: (run, onEvent, onBreak) => {
      const source = new EventSource(`/api/runs/${encodeURIComponent(run)}/events?token=${token}`);
      source.addEventListener("open", () => onBreak(false));
      source.addEventListener("error", () => {
        if (source.readyState !== EventSource.CLOSED) onBreak(true);
        else onEvent({ type: "failed", message: UNKNOWN });
      });
      source.addEventListener("message", ({ data }: MessageEvent<string>) => {
        const event = JSON.parse(data) as LiveEvent;
        onEvent(event);
        if (event.type === "recording" || event.type === "failed") source.close();
      });
      return () => source.close();
    },
  };
}
