/** The library's door to configurations: what a program gives by mistake is refused, and is never the course's case. */
import { wrongArgument } from "../core/argument.js";
import type { Group } from "../core/group.js";
import { type Config, groupOf as groupIn } from "./config.js";
import { configHash as hashOf } from "./hash.js";
import { madeConfig } from "./made.js";
import { type ParseOptions, parseConfig as parse } from "./parse.js";

/**
 * Reads the text of a configuration, YAML or JSON, with `options.flags` laid over it. `undefined` stands for no text only
 * where flags say what the configuration is. Throws `ConfigError` with all mistakes found, and `TypeError` for what is no
 * text.
 */
export function parseConfig(text: string | undefined, options: ParseOptions = {}): Config {
  const isLeftOut = text === undefined && Object.keys(options?.flags ?? {}).length > 0;
  if (typeof text === "string" || isLeftOut) return parse(text, options ?? {});
  const fix = `give the file's text, as readFileSync(file, "utf8") returns it, or flags`;
  throw wrongArgument("parseConfig", text, "the text of a configuration", fix);
}

/** What the protocol needs to know of a configuration. Throws as {@link configHash} does. */
export function groupOf(config: Config): Group {
  return groupIn(madeConfig("groupOf", config));
}

/**
 * The SHA-256 that all members of a group, and all nodes of a run, must share (docs/WIRE.md). Throws `ConfigError` for a configuration
 * that no file could hold, and `TypeError` for what is none.
 */
export function configHash(config: Config): string {
  return hashOf(madeConfig("configHash", config));
}
