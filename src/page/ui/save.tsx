/** Saving: what is shown, as a file of the reader's. */
import { useState } from "preact/hooks";

export function save(name: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

interface SaveButtonProps {
  readonly label: string;
  readonly name: string;
  /** Throws a RecordingError where it is too large for its format. */
  readonly draw: () => string;
}

export function SaveButton({ label, name, draw }: SaveButtonProps) {
  const [problem, setProblem] = useState("");
  const onClick = () => {
    try {
      save(name, draw());
      setProblem("");
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <>
      <button type="button" onClick={onClick}>
        {label}
      </button>
      {problem !== "" && (
        <pre class="problem" role="alert">
          {problem}
        </pre>
      )}
    </>
  );
}
