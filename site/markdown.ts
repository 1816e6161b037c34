/** A page of the documentation, from Markdown to HTML. Headings have the anchors that GitHub gives them, since the pages link to those. */
import MarkdownIt, { type Token } from "markdown-it";

export interface Heading {
  readonly level: number;
  readonly anchor: string;
  readonly text: string;
}

export interface Written {
  readonly html: string;
  readonly headings: readonly Heading[];
}

/** `hrefOf` says where a link or picture of this page leads on the site. */
export function htmlOf(markdown: string, hrefOf: (link: string) => string): Written {
  const parser = new MarkdownIt();
  const tokens = parser.parse(markdown, {});
  const headings = headingsIn(tokens);
  for (const token of tokens.flatMap((one) => [one, ...(one.children ?? [])]))
    for (const attribute of ["href", "src"]) {
      const link = token.attrGet(attribute);
      if (link !== null) token.attrSet(attribute, hrefOf(String(link)));
    }
  // what is wider than the page scrolls by itself, by keys too
  parser.renderer.rules.table_open = () => '<div class="wide" tabindex="0"><table>\n';
  parser.renderer.rules.table_close = () => "</table></div>\n";
  const html = parser.renderer.render(tokens, parser.options, {}).replaceAll("<pre>", '<pre tabindex="0">');
  return { html, headings };
}

/** Names the anchor of each heading on its token, too. */
function headingsIn(tokens: readonly Token[]): Heading[] {
  const taken = new Map<string, number>();
  return tokens.flatMap((token, index) => {
    if (token.type !== "heading_open") return [];
    const text = (tokens[index + 1]?.children ?? []).map(({ content }) => content).join("");
    const name = anchorOf(text);
    const before = taken.get(name) ?? 0;
    taken.set(name, before + 1);
    const anchor = before === 0 ? name : `${name}-${before}`;
    token.attrSet("id", anchor);
    return [{ level: Number(token.tag.slice(1)), anchor, text }];
  });
}

function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
}
