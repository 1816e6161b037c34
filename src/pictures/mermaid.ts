/**
 * For Mermaid: a sequence diagram. Signs that mean something to it are decimal codes, since it does not decode hexadecimal ones;
 * a participant's id is never a word of its own (`participant end` breaks at the first message); the title stands in the
 * front matter, since what reads without a page refuses it elsewhere.
 */
import { type Message, nodeName, orderName, type Sequence, tooMuch, wordsOf } from "./messages.js";

/** Of a longer text Mermaid draws an error, and says nothing of it. */
const TEXT_CHARS_MAX = 50_000;

export function sequenceMermaid(sequence: Sequence): string {
  const { run, title, nodes, messages, decisions } = sequence;
  const told = messages.filter(({ from, to }) => from !== to);
  const rounds = [...new Set(told.map(({ round }) => round))];
  const [first, last] = [nodes[0], nodes.at(-1)];
  const text = [
    "---",
    `title: ${JSON.stringify(title)}`,
    "---",
    "sequenceDiagram",
    ...nodes.map((id) => `  participant p${id} as ${escaped(nodeName(id, run))}`),
    ...rounds.flatMap((round) => [
      `  Note over p${first},p${last}: ${escaped(`round ${round}`)}`,
      ...told.filter((message) => message.round === round).map(arrow),
    ]),
    ...decisions.map(
      ({ node, order }) => `  Note over p${node}: ${escaped(`decides ${orderName(order, run)}`)}`,
    ),
    "",
  ].join("\n");
  if (text.length <= TEXT_CHARS_MAX) return text;
  const what = `the diagram has ${text.length} characters, of which Mermaid takes ${TEXT_CHARS_MAX}`;
  throw tooMuch(sequence, what);

  function arrow(message: Message): string {
    const { from, to, at } = message;
    return `  p${from}${at === null ? "--x" : "->>"}p${to}: ${escaped(wordsOf(message, run))}`;
  }
}

/** Words that steer a line (`wrap:`, `style`) need their sign, which is a code then. */
function escaped(text: string): string {
  return text.replaceAll(/[#;:&<>%$\n\r]|^\s|\s$/g, (sign) => `#${sign.codePointAt(0)};`);
}
