/** JSON as editors write it: comments of the kinds // and /* *\/ are blanked, and every other character keeps its place. */

/** The text without such comments where it begins as JSON does; a YAML text as it is. */
export function withoutJsonComments(text: string): string {
  return /^\s*(?:\{|\/[/*])/.test(text) ? text.replaceAll(TOKEN, blanked) : text;
}

/** Texts in quotes and YAML's own comments are passed over; a comment begins a line or follows a space or a sign of JSON. */
const TOKEN =
  /"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|(?<=^|[\s,{}[\]])#[^\n]*|(?<=^|[\s,{}[\]"])(?:\/\/[^\n]*|\/\*[^]*?(?:\*\/|$))/g;

function blanked(token: string): string {
  return token.startsWith("/") ? token.replaceAll(/[^\n\r]/g, " ") : token;
}
