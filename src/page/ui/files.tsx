/** Opening and saving: recordings as JSON Lines, configurations as JSON. */
import { useState } from "preact/hooks";
import { parseJson } from "../../config/json.js";
import { isPlainText } from "../../recording/plain-text.js";
import { configOf, setupOfConfig } from "../model/configs.js";
import type { Setup } from "../model/setup.js";
import type { Server } from "../server.js";
import type { Go } from "./router.js";
import { save } from "./save.js";

export interface FilesProps {
  readonly setup: Setup;
  /** what is shown now, as its file; null while there is none */
  readonly recording: SavedRecording | null;
  readonly server: Server | null;
  readonly go: Go;
  /** Throws RecordingError. */
  readonly openRecording: (text: string) => void;
}

export interface SavedRecording {
  readonly name: string;
  readonly text: () => string;
}

const FILE_BYTES_MAX = 100_000_000;

export function Files({ setup, recording, server, go, openRecording }: FilesProps) {
  const [problem, setProblem] = useState("");
  const open = async (file: File | undefined) => {
    if (!file) return;
    try {
      if (file.size > FILE_BYTES_MAX) throw new Error(`${file.name} is larger than ${FILE_BYTES_MAX} bytes`);
      const text = await file.text();
      if (/^\uFEFF?\s*\{"type":/.test(text) || isPlainText(text)) openRecording(text);
      else {
        const read =
          server && !file.name.endsWith(".json") ? await server.readConfig(text) : parseJson(text, file.name);
        go({ setup: setupOfConfig(read), run: "sim", path: [], top: [], step: null });
      }
      setProblem("");
    } catch (error) {
      setProblem(problemOf(error, server !== null));
    }
  };
  return (
    <section class="panel" aria-label="Files">
      <h2>Files</h2>
      <div class="row">
        <label class="file">
          Open a recording or a configuration
          <input
            type="file"
            accept=".jsonl,.json,.yaml,.yml,.txt"
            // the same file again, mended meanwhile, is a change too
            onClick={({ currentTarget }) => {
              currentTarget.value = "";
            }}
            onChange={(event) => void open(event.currentTarget.files?.[0])}
          />
        </label>
        {recording && (
          <button type="button" onClick={() => save(recording.name, recording.text())}>
            Save the recording
          </button>
        )}
        <SaveConfig setup={setup} />
      </div>
      {problem !== "" && (
        <pre class="problem" role="alert">
          {problem}
        </pre>
      )}
    </section>
  );
}

export function SaveConfig({ setup }: { setup: Setup }) {
  const text = () => `${JSON.stringify(configOf(setup), null, 2)}\n`;
  return (
    <button type="button" onClick={() => save("strategos.json", text())}>
      Save the configuration
    </button>
  );
}

function problemOf(error: unknown, hasServer: boolean): string {
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof SyntaxError && !hasServer)
    return `${text}\nWithout the server (strategos view) a configuration can be read as JSON only.`;
  return text;
}
