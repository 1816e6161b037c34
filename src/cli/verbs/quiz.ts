/** `strategos quiz`: exam questions from a seed, and their solutions on another sheet. */
import { Command } from "commander";
import { printable } from "../../core/printable.js";
import { wholeNumber } from "../../core/whole.js";
import { type Question, questionsOf } from "../../trial/quiz/questions.js";
import { EXIT, usage } from "../exit.js";

const QUESTIONS_MAX = 200;

interface QuizSettings {
  readonly seed: string;
  readonly questions: string;
  readonly solutions?: boolean;
  readonly json?: boolean;
}

export function quizCommand(done: (exitCode: number) => void): Command {
  return new Command("quiz")
    .option("--seed <number>", "which questions: the same number gives the same ones", "1")
    .option("--questions <count>", "how many", "6")
    .option("--solutions", "print the solutions in the place of the questions")
    .option("--json", "print one JSON object")
    .action((settings: QuizSettings) => done(quiz(settings)));
}

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
