/** The library's door to configurations: what a program gives by mistake is refused, and is never the course's case. */
import type { Config } from "./config.js";
import { type ParseOptions, parseConfig as parse } from "./parse.js";

/**
 * Reads the text of a configuration, YAML or JSON, with `options.flags` laid over it. `undefined` stands for no text only
 * where flags say what the configuration is. Throws `ConfigError` with all mistakes found, and `TypeError` for what is no
 * text.
 */
export function parseConfig(text: string | undefined, options: ParseOptions = {}): Config {
  const isLeftOut = text === undefined && Object.keys(options.flags ?? {}).length > 0;
  if (typeof text === "string" || isLeftOut) return parse(text, options);
  const given = text === null ? "null" : typeof text;
  throw new TypeError(
    `parseConfig was given ${given === "object" ? "an object" : given} where the text of a configuration belongs\n  fix: give the file's text, as readFileSync(file, "utf8") returns it, or flags`,
  );
}
