/** `strategos quiz`: exam questions from a seed, and their solutions on another sheet. */
import { printable } from "../../core/printable.js";
import { wholeNumber } from "../../core/whole.js";
import { type Question, questionsOf } from "../../trial/quiz/questions.js";
import { EXIT, usage } from "../exit.js";
import type { SettingsOf, Verb } from "../verb.js";

const QUESTIONS_MAX = 200;

const FLAGS = {
  "--seed <number>": { help: "which questions: the same number gives the same ones", default: "1" },
  "--questions <count>": { help: "how many", default: "6" },
  "--solutions": "print the solutions in the place of the questions",
  "--json": "print one JSON object",
} as const;

type QuizSettings = SettingsOf<typeof FLAGS>;

export const verb: Verb = { flags: FLAGS, run: quiz };

function quiz(settings: QuizSettings): number {
  const seed = numberOf("seed", settings.seed, 0, Number.MAX_SAFE_INTEGER);
  const count = numberOf("questions", settings.questions, 1, QUESTIONS_MAX);
  const questions = questionsOf(seed, count);
  const sheet = settings.solutions
    ? { solutions: questions.map(({ number, kind, answer, why }) => ({ number, kind, answer, why })) }
    : { questions: questions.map(({ number, kind, text }) => ({ number, kind, text })) };
  const text = settings.json
    ? JSON.stringify({ version: 1, seed, ...sheet })
    : questions.map(settings.solutions ? solutionText : questionText).join("\n\n");
  process.stdout.write(`${text}\n`);
  return EXIT.holds;
}

const questionText = ({ number, text }: Question): string => `Question ${number}. ${text}`;

const solutionText = ({ number, answer, why }: Question): string =>
  `Solution ${number}. ${answer}\n${why.replaceAll(/^/gm, "  ")}`;

function numberOf(name: string, text: string, min: number, max: number): number {
  const number = wholeNumber(text);
  if (number !== null && number >= min && number <= max) return number;
  throw usage(`--${name} ${printable(text, 40)}: a whole number from ${min} to ${max} is meant`, {
    [name]: name === "seed" ? "7" : "6",
  });
}
