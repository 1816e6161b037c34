/**
 * What clients hand in: `POST /v1/commands`, which they ask for most by far, so without the framework that answers all else; and
 * changes of the members.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { BodyError, objectOf, wholeBody } from "../http/body.js";
import { answerJson, type Direct } from "../http/loopback.js";
import type { Json } from "../log/command.js";
import { type Changing, changingOf } from "../log/members.js";
import type { Submitted } from "../member/log/events.js";
import type { LogMember } from "../member/log/log-member.js";
import { answerOf } from "./answers.js";

/** The longest command, as JSON, and what stands around it. */
export const BODY_BYTES_MAX = 300_000;

const KEYS = ["command", "client", "sequence", "until", "signature"];

/** Of any path `/v1/commands`, whatever is asked behind it. */
const PATH = /^\/v1\/commands(?:\?|$)/;

export function commandsOf(member: LogMember): Direct {
  return (request, response) => {
    if (request.method !== "POST" || !PATH.test(request.url ?? "")) return false;
    accept(request, response, member).catch((error: unknown) =>
      answerJson(response, { error: `a bug: ${String(error)}` }, 500),
    );
    return true;
  };
}

export function tooLong(): { readonly error: string } {
  return { error: `the body takes more than ${BODY_BYTES_MAX} bytes` };
}

async function accept(request: IncomingMessage, response: ServerResponse, member: LogMember): Promise<void> {
  try {
    const text = await wholeBody(request, BODY_BYTES_MAX);
    if (text === null) answerJson(response, tooLong(), 413);
    else answerJson(response, await submit(objectOf(text), member));
  } catch (error) {
    if (error instanceof BodyError) return answerJson(response, { error: error.message }, 400);
    const { status, body, headers } = answerOf(error);
    answerJson(response, body, status, headers);
  }
}

function submit(body: Readonly<Record<string, unknown>>, member: LogMember): Promise<Submitted> {
  const other = Object.keys(body).find((key) => !KEYS.includes(key));
  if (other !== undefined)
    throw new BodyError(`the body has ${KEYS.join(", ")}, and no ${other.slice(0, 40)}`);
  if (body["command"] === undefined) throw new BodyError("the body has no command");
  const { command, ...named } = body;
  if (named["client"] !== undefined && typeof named["client"] !== "string")
    throw new BodyError("the client is no text");
  return member.submit(command as Json, named);
}

/** With what proves it to whoever knows the first configuration. */
export function membersTold(member: LogMember) {
  return { version: 1, group: member.group, ...member.members };
}

/** `{"epoch":0,"change":{"remove":1},"approvals":[{"by":2,"signature":"…"}…]}` */
export function changeIn(body: string): Changing {
  const changing = changingOf(objectOf(body));
  if (changing) return changing;
  throw new BodyError(
    "the body has epoch, change, which is add or remove, and approvals, and they make no change",
  );
}
