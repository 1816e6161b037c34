/** A teacher's own lessons: a YAML file, read into what the page shows, or refused with the spot of each mistake. */
import { type Located, type LocatedMap, toValue } from "../config/located.js";
import { type Complaint, ConfigError, FILE_BYTES_MAX, show } from "../config/problem.js";
import { nearest } from "../config/suggest.js";
import { readYaml } from "../config/yaml.js";
import { formatPath } from "../core/path.js";
import {
  type Lesson,
  type LessonPage,
  PICTURES,
  pictureOf,
  type Question,
  stateOf,
} from "../page/model/lesson.js";
import { isSimulated } from "../page/model/runs.js";
import { groupOfSetup } from "../page/model/setup.js";
import { fieldsOf, isPathOf, type State, screenOf } from "../page/model/state.js";
import { lastStep } from "../page/model/steps.js";
import { decoded } from "../page/model/traitors.js";
import { EXIT } from "./exit.js";
import { readNamedFile } from "./reading.js";

const LESSONS_MAX = 50;
const PAGES_MAX = 30;
const ANSWERS_MAX = 6;
const TEXT_CHARS_MAX = 2000;

const EXAMPLE = `- title: My lesson
  pages:
    - text: Node 3 lies.
      look: "#/tree?n=4&traitors=3:flip&node=2"`;

/** Throws a ConfigError that names every mistake, with a fix. */
export function readLessons(file: string): Lesson[] {
  const fix = `write lessons, such as\n${EXAMPLE.replaceAll(/^/gm, "       ")}`;
  const text = readNamedFile(file, {
    what: "the file of lessons",
    bytesMax: FILE_BYTES_MAX,
    exitCode: EXIT.config,
    fix,
  });
  const { top, complaints } = readYaml({ kind: "file", name: file, text });
  if (top === undefined) throw new ConfigError(complaints);
  const reader = new Reader();
  const lessons = reader.list(top, "lessons", LESSONS_MAX).flatMap((one) => reader.lesson(one));
  if (reader.complaints.length > 0) throw new ConfigError(reader.complaints);
  return lessons;
}

/** The page puts a foreign address right; a lesson that would show another run than it says is refused instead. */
function mistakesIn(look: string): string[] {
  if (!PICTURES.some((name) => name === pictureOf(look)))
    return [`${show(look)} is no address of a picture: such begin with ${PICTURES.join(", ")}`];
  const state = stateOf({ text: [], look });
  const read = new Map(fieldsOf(state).map(([key, value]) => [key, value]));
  const wrong = [...new URLSearchParams(look.split("?")[1] ?? "")].filter(([key, value]) => {
    const would = read.get(key);
    // signs that the page would escape may be typed as they are
    return would === undefined || decoded(would) !== decoded(value);
  });
  const mistakes = wrong.map(([key, value]) => {
    const would = read.get(key);
    return would === undefined
      ? `an address has no ${show(key)}`
      : `${key} cannot be ${show(value)} here: the page would take ${show(would)}`;
  });
  const { setup } = state;
  if (Math.max(state.node, state.other) > setup.n) mistakes.push(`its nodes are 1 to ${setup.n}`);
  if (["tree", "compare"].includes(screenOf(state.screen, setup))) mistakes.push(...mistakesInTree(state));
  return isSimulated(setup) ? mistakes : [...mistakes, "its run is too large to be played node by node"];
}

/** What a picture of trees passes over, since an address is foreign text. */
function mistakesInTree({ screen, setup, step, path, top, node, other }: State): string[] {
  const group = groupOfSetup(setup);
  const odd = [path, top].filter((one) => one.length > 0 && !isPathOf(group, one));
  const last = lastStep(setup.m);
  return [
    ...odd.map((one) => `${formatPath(one)} is no path of its trees`),
    ...(screen === "tree" && step !== null && step > last ? [`its steps are 0 to ${last}`] : []),
    ...([node, other].includes(setup.general) ? ["its general keeps no tree"] : []),
  ];
}

class Reader {
  readonly complaints: Complaint[] = [];

  lesson(located: Located): Lesson[] {
    const map = this.#map(located, "a lesson", ["title", "minutes", "pages"], ["title", "pages"]);
    if (!map) return [];
    const title = this.#text(map, "title");
    const minutes = this.#minutes(map);
    const pages = map.entries.get("pages")?.value;
    const read = pages ? this.list(pages, "pages", PAGES_MAX).flatMap((page) => this.#page(page)) : [];
    return [{ title, minutes, pages: read }];
  }

  list(located: Located, what: string, max: number): readonly Located[] {
    if (located.kind === "list" && located.items.length > 0 && located.items.length <= max)
      return located.items;
    const is = located.kind === "list" ? `${located.items.length} of them` : show(toValue(located));
    this.#complain(located, `${what} are a list of 1 to ${max}; this is ${is}`, `write\n${EXAMPLE}`);
    return [];
  }

  #page(located: Located): LessonPage[] {
    const map = this.#map(located, "a page", ["text", "look", "ask"], ["text", "look"]);
    if (!map) return [];
    const text = this.#text(map, "text")
      .split(/\n\s*\n/)
      .map((part) => part.trim());
    const look = this.#look(map);
    const ask = map.entries.get("ask")?.value;
    return [{ text, look, ...(ask && { ask: this.#question(ask) }) }];
  }

  #question(located: Located): Question {
    const keys = ["question", "answers", "right", "because"];
    const map = this.#map(located, "ask", keys, keys);
    const none = { question: "", answers: [], right: "", because: "" };
    if (!map) return none;
    const given = map.entries.get("answers")?.value;
    const answers = given ? this.list(given, "answers", ANSWERS_MAX).map((one) => String(toValue(one))) : [];
    const right = this.#text(map, "right");
    if (new Set(answers).size !== answers.length || answers.length < 2)
      this.#complain(
        given ?? located,
        "it takes two answers or more, and no two that are the same",
        "write answers: [attack, retreat]",
      );
    else if (!answers.includes(right))
      this.#complain(
        map.entries.get("right")?.value ?? located,
        `${show(right)} is none of the answers`,
        `write right: ${nearest(right, answers) ?? answers[0]}`,
      );
    return { question: this.#text(map, "question"), answers, right, because: this.#text(map, "because") };
  }

  #look(map: LocatedMap): string {
    const look = this.#text(map, "look").replace(/^.*#\/?/s, "");
    const spot = map.entries.get("look")?.value;
    if (!spot || look === "") return look;
    for (const cause of mistakesIn(look))
      this.#complain(spot, cause, "set the picture up in the page, and copy its address");
    return look;
  }

  #minutes(map: LocatedMap): number {
    const entry = map.entries.get("minutes");
    const value = entry ? toValue(entry.value) : 5;
    if (typeof value === "number" && Number.isInteger(value) && value > 0 && value < 100) return value;
    this.#complain(
      entry?.value ?? map,
      `minutes is ${show(value)}; it is a whole number from 1 to 99`,
      "write minutes: 5",
    );
    return 5;
  }

  /** Numbers and true are texts too where a text is asked for, as in an answer. */
  #text(map: LocatedMap, key: string): string {
    const entry = map.entries.get(key);
    if (!entry) return "";
    const { value: written } = entry;
    const text = written.kind === "scalar" ? String(written.value ?? "").trim() : "";
    if (text !== "" && text.length <= TEXT_CHARS_MAX) return text;
    const is = text === "" ? `not ${show(toValue(written))}` : `not longer than ${TEXT_CHARS_MAX} characters`;
    this.#complain(entry.value, `${key} is a text, ${is}`, `write ${key}: and a text behind it`);
    return "";
  }

  #map(
    located: Located,
    what: string,
    keys: readonly string[],
    needed: readonly string[],
  ): LocatedMap | undefined {
    if (located.kind !== "map") {
      this.#complain(
        located,
        `${what} is a mapping with ${needed.join(", ")}; this is ${show(toValue(located))}`,
        `write\n${EXAMPLE}`,
      );
      return undefined;
    }
    for (const [key, { key: spot }] of located.entries)
      if (!keys.includes(key))
        this.complaints.push({
          spot,
          cause: `${what} has no ${show(key)}`,
          fix: `write ${nearest(key, keys) ?? keys.join(", ")}`,
        });
    for (const key of needed)
      if (!located.entries.has(key)) this.#complain(located, `${what} has no ${key}`, `write ${key}: in it`);
    return located;
  }

  #complain({ spot }: Located, cause: string, fix: string): void {
    this.complaints.push({ spot, cause, fix });
  }
}
