/** JSON as editors write it: comments of the kinds // and /* *\/ are blanked, and every other character keeps its place. */

import { FILE_BYTES_MAX } from "./problem.js";

/** The text without such comments where it begins as JSON does; a YAML text as it is. */
export function withoutJsonComments(text: string): string {
  if (text.length > FILE_BYTES_MAX) return text; // it is refused as it is
  return /^\s*(?:\{|\/[/*])/.test(text) ? text.replaceAll(TOKEN, blanked) : text;
}

/**
 * Each alternative takes what it begins, closed or not: a text of nothing but beginnings is gone through once.
 *
 * Texts in quotes and YAML's own comments are passed over;
 * a comment begins a line or follows a space or a sign of JSON.
 */
const TOKEN =
  /"[^"\\\n]*(?:\\.[^"\\\n]*)*"?|'[^'\n]*'|(?<=^|[\s,{}[\]])#[^\n]*|(?<=^|[\s,{}[\]"])(?:\/\/[^\n]*|\/\*[^]*?(?:\*\/|$))/g;

function blanked(token: string): string {
  return token.startsWith("/") ? token.replaceAll(/[^\n\r]/g, " ") : token;
}
