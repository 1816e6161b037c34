/**
 * The rooms' tables of protocols, written from the one list of their names (src/protocols/names.ts) by `npm run protocols`, so
 * that a further protocol is a folder and a name. There is one a room, and not one in all, since the layers keep rooms apart
 * (docs/ARCHITECTURE.md): a launched node loads no words, and the page nothing of Node.js.
 */
import { posix } from "node:path";

/** `part`: what each protocol's folder has of it; `type`: of one, whose words `from` says where to import. */
const table = (file, part, exported, name, type, from) => ({ file, part, exported, name, type, from });

export const TABLES = [
  table("protocols/records.ts", "record.js", "record", "RECORDS", "ProtocolRecord", {
    "protocols/record.js": "ProtocolRecord",
  }),
  table("wire/protocols.ts", "wire/codec.js", "codecs", "CODECS", "Codecs", { "wire/message.js": "Codecs" }),
  table("explain/protocols.ts", "explain/held.js", "explained", "EXPLAINED", "Explained<Held>", {
    "explain/explained.js": "Explained, Held",
  }),
  table("check/protocols.ts", "check/prover.js", "prover", "PROVERS", "Prover<Proved>", {
    "check/prover.js": "Proved, Prover",
  }),
  table("page/protocols.ts", "page/view.js", "view", "VIEWS", "View<Held>", {
    "explain/explained.js": "Held",
    "page/view.js": "View",
  }),
  table("trial/rules/protocols.ts", "trial/rules.js", "rules", "RULES", "Rules", {
    "trial/rules/rules.js": "Rules",
  }),
  table("trial/levels/protocols.ts", "trial/levels.js", "levels", "LEVELS", "readonly Level[]", {
    "trial/levels/plan.js": "Level",
  }),
  table("trial/diagnosis/protocols.ts", "trial/lab.js", "lab", "LABS", "Lab", {
    "trial/diagnosis/lab.js": "Lab",
  }),
];

/** The names in the text of src/protocols/names.ts. */
export function namesIn(text) {
  return (/PROTOCOLS = \[([^\]]*)\]/.exec(text)?.[1]?.match(/[a-z]+/g) ?? []).map(String);
}

export function tableText({ file, part, exported, name, type, from }, protocols) {
  const to = (target) => {
    const path = posix.relative(posix.dirname(file), target);
    return path.startsWith(".") ? path : `./${path}`;
  };
  const types = Object.entries({ "core/group.js": "ProtocolName", ...from }).map(([target, names]) => [
    to(target),
    `import type { ${names} } from "${to(target)}";`,
  ]);
  const parts = protocols.map((protocol) => {
    const target = to(`protocols/${protocol}/${part}`);
    return [target, `import { ${exported} as ${protocol} } from "${target}";`];
  });
  const imports = [...types, ...parts].toSorted(([a], [b]) => order(a, b)).map(([, line]) => line);
  return `/** A line a protocol, written by \`npm run protocols\`. */
${imports.join("\n")}

export const ${name}: Readonly<Record<ProtocolName, ${type}>> = { ${protocols.join(", ")} };
`;
}

/** As the formatter sorts imports: those of folders above first. */
function order(a, b) {
  const up = (path) => (path.startsWith("./") ? -1 : path.split("../").length);
  return up(b) - up(a) || (a < b ? -1 : 1);
}
