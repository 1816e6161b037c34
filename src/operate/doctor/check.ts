/** One thing that the doctor looked at. */
export interface Check {
  readonly name: string;
  readonly status: "ok" | "warning" | "failed";
  /** what was found, as a clause */
  readonly detail: string;
  /** what to do about it; null where nothing is to be done */
  readonly fix: string | null;
}

export function ok(name: string, detail: string): Check {
  return { name, status: "ok", detail, fix: null };
}

export function warning(name: string, detail: string, fix: string): Check {
  return { name, status: "warning", detail, fix };
}

export function failed(name: string, detail: string, fix: string): Check {
  return { name, status: "failed", detail, fix };
}
