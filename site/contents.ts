/** What is on the site, as its reader finds it: by what one wants to do. A page that is only linked to is there too. */

export interface Entry {
  /** in the repository, or of the site where there is no such file */
  readonly path: string;
  readonly name: string;
}

export const STAGE = "stage.html";
export const RECORDINGS = "recordings/index.html";

export const LOOK: readonly Entry[] = [
  { path: STAGE, name: "The stage" },
  { path: `${STAGE}#/lessons`, name: "Lessons" },
  { path: RECORDINGS, name: "Recordings" },
];

const doc = (file: string, name: string): Entry => ({ path: `docs/${file}.md`, name });

export const CONTENTS: readonly (readonly [title: string, entries: readonly Entry[]])[] = [
  ["Look", [{ path: "README.md", name: "The first minute" }, ...LOOK]],
  [
    "I study",
    [
      doc("STUDY", "An afternoon"),
      doc("ALGORITHM", "How it works"),
      doc("FAQ", "Questions"),
      doc("FACTS", "Believed, and so"),
      doc("GLOSSARY", "The words"),
      doc("PROTOCOLS", "The protocols compared"),
      doc("protocols/sm", "Signed messages"),
      doc("protocols/king", "The phase king"),
      doc("protocols/vector", "Vectors"),
      doc("protocols/values", "Values of any kind"),
      doc("protocols/simplex", "A log, by Simplex"),
      doc("PROOFS", "What is proved"),
    ],
  ],
  [
    "I teach",
    [doc("TEACHING", "An hour, a lab, an exam"), doc("TEST-YOUR-OWN", "Nodes of your own on trial")],
  ],
  [
    "I build",
    [
      doc("BUILD", "Where to begin"),
      doc("LIBRARY", "The library"),
      doc("LOG", "The log"),
      doc("OPERATIONS", "Operations"),
      doc("SECURITY", "Security"),
      doc("PERFORMANCE", "How fast"),
    ],
  ],
  [
    "To look up",
    [
      doc("GUIDE", "Every verb"),
      doc("RECORDING", "Recordings"),
      doc("SIMULATOR", "The simulator"),
      doc("WIRE", "The wire"),
      doc("LANGUAGES", "Other languages"),
    ],
  ],
  [
    "The project",
    [
      doc("ARCHITECTURE", "The house"),
      doc("decisions/README", "Decisions"),
      doc("DESIGN-VIEW", "The web view"),
      { path: "CONTRIBUTING.md", name: "Contributing" },
      { path: "findings/README.md", name: "Findings" },
      { path: "CHANGELOG.md", name: "Changes" },
      { path: "LICENSE", name: "License" },
    ],
  ],
];
