/** How a member's refusals are told over HTTP: which status, and whether the command may still come true. */
import { LogError, type LogReason } from "../member/log/events.js";

export interface Answer {
  readonly status: 400 | 409 | 422 | 429 | 503;
  readonly body: {
    readonly error: string;
    /** of the command that was done in its place */
    readonly digest?: string;
    /** 503 alone: `no` is final */
    readonly done?: "no" | "unknown";
  };
  readonly headers: Readonly<Record<string, string>>;
}

const STATUS: Readonly<Record<LogReason, Answer["status"]>> = {
  usage: 400,
  bad: 400,
  conflict: 409,
  below: 409,
  ended: 409,
  crowded: 409,
  failed: 422,
  busy: 429,
  expired: 503,
  notDone: 503,
  closed: 503,
  removed: 503,
  copied: 503,
  unknown: 503,
};

/** Throws what is no refusal: a bug. */
export function answerOf(error: unknown): Answer {
  if (!(error instanceof LogError)) throw error;
  const status = STATUS[error.reason];
  const { digest, message } = error;
  return {
    status,
    body: {
      error: message,
      ...(digest !== undefined && { digest }),
      ...(status === 503 && { done: error.reason === "unknown" ? "unknown" : "no" }),
    },
    headers: status === 429 ? { "retry-after": "1" } : {},
  };
}
