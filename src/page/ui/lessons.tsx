/** The lessons: text, question and picture in one frame. */
import { useLayoutEffect, useState } from "preact/hooks";
import { embeddedLessons } from "../embedded.js";
import { type Lesson, type Question, stateOf } from "../model/lesson.js";
import { LESSONS } from "../model/lessons.js";
import { fieldsOf, START, type State } from "../model/state.js";
import { CommandLine } from "./command.js";
import { useKeys } from "./lesson-keys.js";
import { LessonPicture } from "./lesson-picture.js";
import type { Change, Go } from "./router.js";
import { CopyLink, SaveScreen } from "./save.js";

interface LessonsProps {
  readonly state: State;
  readonly go: Go;
}

const OWN = embeddedLessons();
const SHOWN = [...OWN, ...LESSONS];

export function LessonsScreen({ state, go }: LessonsProps) {
  const lesson = SHOWN[state.lesson - 1];
  const page = lesson?.pages[state.page];
  const isBare = page !== undefined && isBareOf(state);
  // so that what is clicked in the picture is added to its address
  useLayoutEffect(() => {
    if (isBare) go(turnedTo(state.lesson, state.page), true);
  }, [isBare, state.lesson, state.page]);
  if (!lesson || !page) return <Contents go={go} />;
  return (
    <article class="lesson">
      <section class="lesson-text" key={`${state.lesson}.${state.page}`}>
        <p class="number">
          Lesson {state.lesson} of {SHOWN.length}, page {state.page + 1} of {lesson.pages.length}
        </p>
        <h2>{lesson.title}</h2>
        {page.text.map((text) => (
          <p key={text}>{text}</p>
        ))}
        {page.ask && <Asked ask={page.ask} />}
        <Turning lesson={lesson} state={state} go={go} />
        <p class="hint">
          On the command line:{" "}
          {lesson.command ? <code>{lesson.command}</code> : <CommandLine setup={stateOf(page).setup} />}
        </p>
      </section>
      <div>
        <LessonPicture page={page} state={state} go={go} />
        <SaveScreen
          of=".lesson-picture"
          name={`lesson-${state.lesson}-${state.page + 1}`}
          title={lesson.title}
        >
          <CopyLink state={state} />
        </SaveScreen>
      </div>
    </article>
  );
}

/** Whether an address names a page of a lesson and no picture, as when it was typed. */
function isBareOf(state: State): boolean {
  return fieldsOf(state).every(
    ([key, value, first]) => value === first || key === "lesson" || key === "page",
  );
}

/** The answer is told only to who has given one. */
function Asked({ ask: { question, answers, right, because } }: { ask: Question }) {
  const [given, setGiven] = useState<string | null>(null);
  useKeys(Object.fromEntries(answers.map((answer, index) => [String(index + 1), () => setGiven(answer)])));
  return (
    <div class="asked">
      <p id="question">
        <strong>{question}</strong>
      </p>
      <div class="row" role="group" aria-labelledby="question">
        {answers.map((answer) => (
          <button
            key={answer}
            type="button"
            aria-pressed={given === answer}
            class={given !== null && answer === right ? "right" : undefined}
            onClick={() => setGiven(answer)}
          >
            {answer}
          </button>
        ))}
      </div>
      <p role="status">
        {given !== null && (
          <>
            <b>{given === right ? "Yes" : `No: ${right}`}.</b> {because}
          </>
        )}
      </p>
    </div>
  );
}

function Contents({ go }: { go: Go }) {
  const words =
    OWN.length > 0 ? `${OWN.length} of your own, and ${LESSONS.length} more` : `${LESSONS.length} lessons`;
  return (
    <div class="contents">
      <p class="lead">
        {words}, of a few minutes each. Each asks before it shows; the pictures can be clicked.
      </p>
      <ol>
        {SHOWN.map(({ title, minutes, pages }, index) => (
          <li key={title}>
            <button type="button" onClick={() => go(turnedTo(index + 1, 0))}>
              <span>
                {index + 1}. <strong>{title}</strong>
              </span>
              <small>
                {counted(pages.length, "page")}, {counted(minutes, "minute")}
              </small>
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** The whole state that a page of a lesson begins with. */
function turnedTo(lesson: number, page: number): Change {
  const shown = SHOWN[lesson - 1]?.pages[page];
  return { ...START, ...(shown && stateOf(shown)), screen: "lessons", lesson, page };
}

function Turning({ lesson, state, go }: LessonsProps & { lesson: Lesson }) {
  const isLast = state.page === lesson.pages.length - 1;
  const hasNext = !isLast || state.lesson < SHOWN.length;
  const on = () => go(isLast ? turnedTo(state.lesson + 1, 0) : turnedTo(state.lesson, state.page + 1));
  const back = () => go(turnedTo(state.lesson, state.page - 1));
  const toAll = () => go({ ...START, screen: "lessons" });
  const [next, before] = [hasNext ? on : undefined, state.page > 0 ? back : undefined];
  useKeys({ PageDown: next, ArrowRight: next, PageUp: before, ArrowLeft: before, Escape: toAll });
  const answers = lesson.pages[state.page]?.ask?.answers.length;
  return (
    <>
      <div class="row">
        <button type="button" disabled={!before} onClick={before}>
          Back
        </button>
        {next && (
          <button type="button" class="main" onClick={next}>
            {isLast ? "Next lesson" : "Next"}
          </button>
        )}
        <button type="button" onClick={toAll}>
          All lessons
        </button>
      </div>
      <p class="hint keys">
        Keys: <kbd>→</kbd> or <kbd>PageDown</kbd> turns on, <kbd>←</kbd> or <kbd>PageUp</kbd> back
        {answers !== undefined && (
          <>
            , <kbd>1</kbd> to <kbd>{answers}</kbd> answer
          </>
        )}
        , <kbd>Esc</kbd> leads to all lessons.
      </p>
    </>
  );
}
