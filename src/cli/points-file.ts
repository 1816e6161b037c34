/** The file of `strategos test --points`: what each level is worth. */
import { toValue } from "../config/located.js";
import { ConfigError, FILE_BYTES_MAX } from "../config/problem.js";
import { readYaml } from "../config/yaml.js";
import { printable } from "../core/printable.js";
import { type Points, pointsIn } from "../trial/report/points.js";
import { CliError, EXIT } from "./exit.js";
import { readNamedFile } from "./reading.js";

export function readPoints(file: string, levels: readonly string[]): Points {
  const fix = `write a line a level, such as ${levels[0]}: 1`;
  const text = readNamedFile(file, {
    ...{ what: "the file of points", bytesMax: FILE_BYTES_MAX, exitCode: EXIT.config, fix },
  });
  const { top, complaints } = readYaml({ kind: "file", name: file, text });
  if (top === undefined) throw new ConfigError(complaints);
  const points = pointsIn(toValue(top), levels);
  if (typeof points !== "string") return points;
  throw new CliError(EXIT.config, `the file of points ${printable(file)} is of no use: ${points}`, fix);
}
