/** Saving: what is shown, as a file of the reader's. */
import { useState } from "preact/hooks";
import { linkOf } from "../model/link.js";
import { formatState, type State } from "../model/state.js";
import { svgOfScreen } from "./drawn.js";

export function save(name: string, what: string | Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(typeof what === "string" ? new Blob([what], { type: "text/plain" }) : what);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

interface SaveButtonProps {
  readonly label: string;
  readonly name: string;
  /** Throws a RecordingError where it is too large for its format. */
  readonly draw: () => string | Promise<Blob>;
}

export function SaveButton({ label, name, draw }: SaveButtonProps) {
  const [problem, setProblem] = useState("");
  const onClick = async () => {
    try {
      save(name, await draw());
      setProblem("");
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <>
      <button type="button" onClick={() => void onClick()}>
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

interface SaveScreenProps {
  /** where on the page it is */
  readonly of: string;
  readonly name: string;
  readonly title: string;
  readonly children?: preact.ComponentChildren;
}

/** What is on the screen, as SVG and as pixels. */
export function SaveScreen({ of, name, title, children }: SaveScreenProps) {
  return (
    <SaveDrawn name={name} draw={() => svgOfScreen(of, title)}>
      {children}
    </SaveDrawn>
  );
}

interface SaveDrawnProps extends Pick<SaveButtonProps, "name"> {
  /** Throws a RecordingError where it is too large. */
  readonly draw: () => string;
  /** what else is done with it */
  readonly children?: preact.ComponentChildren;
}

/** A drawing as SVG and as pixels. */
export function SaveDrawn({ name, draw, children }: SaveDrawnProps) {
  return (
    <span class="save">
      <SaveButton label="Save as SVG" name={`${name}.svg`} draw={draw} />
      <SaveButton label="PNG" name={`${name}.png`} draw={() => pngOf(draw())} />
      {children}
    </span>
  );
}

/** The SVG as pixels, twice as many as it has, so that a projector shows it sharply. */
async function pngOf(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [2 * image.naturalWidth, 2 * image.naturalHeight];
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) =>
      blob ? resolve(blob) : reject(new Error("The picture is too large for pixels: save it as SVG.")),
    );
  });
}

interface CopyLinkProps {
  readonly state: State;
  /** left out: the screen shows none */
  readonly recording?: () => string;
}

/** An address of what is shown, with the recording inside where it is not simulated here. */
export function CopyLink({ recording, state }: CopyLinkProps) {
  const [told, setTold] = useState("");
  const [link, setLink] = useState("");
  const onClick = async () => {
    try {
      const here = location.href.split("#")[0] ?? "";
      const made =
        state.run === "sim" || !recording
          ? here + formatState(state)
          : await linkOf(here + formatState({ ...state, run: "file", changes: [] }), recording());
      setLink(made);
      await navigator.clipboard.writeText(made).then(
        () => setTold("Copied."),
        () => setTold("Copy it from here:"),
      );
    } catch (error) {
      setTold(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <>
      <button type="button" onClick={() => void onClick()}>
        Copy link
      </button>
      <span role="status">{told}</span>
      {told !== "" && told !== "Copied." && link !== "" && (
        <input type="text" readOnly aria-label="Link" value={link} />
      )}
    </>
  );
}
