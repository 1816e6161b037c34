/**
 * What a lesson is: pages of text, each beside a picture. A picture is said by the address that the page has for it, so
 * that whoever writes lessons sets a picture up here and copies its address.
 */
import { parseState, type State } from "./state.js";

export interface Question {
  readonly question: string;
  readonly answers: readonly string[];
  /** one of the answers */
  readonly right: string;
  /** what is told once an answer is chosen */
  readonly because: string;
}

export interface LessonPage {
  readonly text: readonly string[];
  /** an address without `#/`, such as `tree?n=4&traitors=3:flip&node=2&step=1` */
  readonly look: string;
  /** asked before the next page shows it */
  readonly ask?: Question;
}

export interface Lesson {
  readonly title: string;
  readonly minutes: number;
  readonly pages: readonly LessonPage[];
  /** shows the same on the command line; left out where it is that of the run of the page's picture */
  readonly command?: string;
  /** of the run of the last page */
  readonly exitCode?: 0 | 1;
  /** stands in its output */
  readonly shows?: readonly string[];
}

/** Screens that are pictures of a lesson; `log` is no screen of its own. */
export const PICTURES = ["tree", "nodes", "rounds", "compare", "worlds", "log"] as const;
type PictureName = (typeof PICTURES)[number];

/** Which picture an address is of; undefined where it is none. */
export function pictureOf(look: string): PictureName | undefined {
  const [screen] = look.replace(/^.*#\/?/s, "").split("?");
  return PICTURES.find((one) => one === screen);
}

export function stateOf({ look }: LessonPage): State {
  return parseState(look.replace(/^.*#/s, ""));
}
