/** Numbers in values: what is written is what is meant, or a mistake. A double must not make another number of it. */
import type { Located, LocatedScalar } from "./located.js";
import { type Complaint, show } from "./problem.js";

/** RFC 8259, §6: sign, whole part, fraction, exponent. */
const JSON_NUMBER = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** What is wrong with the numbers in a value, each at its spot. */
export function numberComplaints(value: Located): Complaint[] {
  if (value.kind === "list") return value.items.flatMap(numberComplaints);
  if (value.kind === "map")
    return [...value.entries.values()].flatMap((entry) => numberComplaints(entry.value));
  const complaint = typeof value.value === "number" ? ofNumber(value, value.value) : null;
  return complaint === null ? [] : [complaint];
}

function ofNumber({ spot }: LocatedScalar, read: number): Complaint | null {
  const written = spot.source.text.slice(spot.start, spot.end);
  const quoted = 'put it in "quotes" for the text';
  if (!Number.isFinite(read)) {
    return {
      spot,
      cause: `${show(written)} is no number that JSON can write`,
      fix: `${quoted}, or write null`,
    };
  }
  const exact = decimalOf(written);
  if (exact === null) {
    const cause = `a number in a value is written as in JSON, and ${show(written)} is not`;
    const isExact = Math.abs(read) <= Number.MAX_SAFE_INTEGER;
    return { spot, cause, fix: isExact ? `write ${read}, or ${quoted}` : quoted };
  }
  if (exact === decimalOf(String(read))) return null;
  return { spot, cause: `${show(written)} would become ${read}: a number holds no more digits`, fix: quoted };
}

/** One spelling for all that are the same number: digits without zeros at either end, and a power of ten. */
function decimalOf(written: string): string | null {
  const [, sign, whole, fraction = "", exponent = "0"] = JSON_NUMBER.exec(written) ?? [];
  if (whole === undefined) return null;
  const digits = `${whole}${fraction}`;
  let start = 0;
  let end = digits.length;
  while (start < end && digits[start] === "0") start++;
  while (end > start && digits[end - 1] === "0") end--;
  if (start === end) return "0";
  const power = Number(exponent) - fraction.length + (digits.length - end);
  return `${sign}${digits.slice(start, end)}e${power}`;
}
