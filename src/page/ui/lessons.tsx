/** The lessons: text and live picture together. */

import { LESSONS, type Lesson, type LessonPage } from "../model/lessons.js";
import { simulatedRun } from "../model/runs.js";
import type { State } from "../model/state.js";
import { START } from "../model/state.js";
import { CommandLine } from "./command.js";
import { CompareScreen } from "./compare.js";
import { RoundsScreen } from "./rounds.js";
import type { Change, Go } from "./router.js";
import { TreeScreen } from "./tree.js";
import { WorldsScreen } from "./worlds.js";

interface LessonsProps {
  readonly state: State;
  readonly go: Go;
}

export function LessonsScreen({ state, go }: LessonsProps) {
  const lesson = LESSONS[state.lesson - 1];
  const page = lesson?.pages[state.page];
  if (!lesson || !page) return <Contents go={go} />;
  return (
    <article class="lesson">
      <header>
        <p class="number">
          Lesson {state.lesson} of {LESSONS.length}, page {state.page + 1} of {lesson.pages.length}
        </p>
        <h2>{lesson.title}</h2>
        {page.text.map((text) => (
          <p key={text}>{text}</p>
        ))}
        <Turning lesson={lesson} state={state} go={go} />
      </header>
      <div class="lesson-picture">
        <Picture page={page} state={state} go={go} />
      </div>
      <p class="hint">
        On the command line: <CommandLine setup={page.state.setup ?? lesson.setup} />
      </p>
    </article>
  );
}

function Contents({ go }: { go: Go }) {
  return (
    <div class="contents">
      <p class="lead">Five lessons, each under ten minutes. The pictures are live: click their cells.</p>
      <ol>
        {LESSONS.map(({ title, minutes, pages }, index) => (
          <li key={title}>
            <button type="button" onClick={() => go(turnedTo(index + 1, 0))}>
              <strong>{title}</strong>
              <small>
                {pages.length} pages, {minutes} minutes
              </small>
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** The whole state that a page of a lesson begins with. */
function turnedTo(lesson: number, page: number): Change {
  const { state } = LESSONS[lesson - 1]?.pages[page] ?? {};
  return { ...START, ...state, screen: "lessons", lesson, page };
}

function Turning({ lesson, state, go }: LessonsProps & { lesson: Lesson }) {
  const isLast = state.page === lesson.pages.length - 1;
  const next = state.lesson < LESSONS.length ? state.lesson + 1 : 0;
  return (
    <div class="row">
      <button
        type="button"
        disabled={state.page === 0}
        onClick={() => go(turnedTo(state.lesson, state.page - 1))}
      >
        Back
      </button>
      {!isLast && (
        <button type="button" class="main" onClick={() => go(turnedTo(state.lesson, state.page + 1))}>
          Next
        </button>
      )}
      {isLast && (
        <button
          type="button"
          class="main"
          onClick={() => go(next ? turnedTo(next, 0) : { ...START, screen: "lessons" })}
        >
          {next ? "Next lesson" : "All lessons"}
        </button>
      )}
      {isLast && next !== 0 && (
        <button type="button" onClick={() => go({ ...START, screen: "lessons" })}>
          All lessons
        </button>
      )}
    </div>
  );
}

function Picture({ page, state, go }: LessonsProps & { page: LessonPage }) {
  const run = simulatedRun(state.setup);
  // a picture may lead away from its lesson: to a comparison, or to a tree of its own
  const lead: Go = (change, replace) =>
    go(change.screen ? { ...change, lesson: 0, page: 0 } : change, replace);
  switch (page.picture) {
    case "tree":
      return <TreeScreen run={run} state={state} go={lead} />;
    case "rounds":
      return <RoundsScreen run={run} state={state} go={lead} />;
    case "compare":
      return <CompareScreen run={run} state={state} go={lead} />;
    case "worlds":
      return <WorldsScreen go={lead} isAllKnowing={state.mode === "all"} />;
  }
}
