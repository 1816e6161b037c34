/** Text put into documents of XML and HTML. */
const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text as it stands in XML and HTML, between tags or in double quotes. Two characters that no document may hold are replaced. */
export function escaped(text: string): string {
  return text
    .replaceAll(/[\uFFFE\uFFFF]/g, "\uFFFD")
    .replaceAll(/[&<>"]/g, (sign) => ENTITIES[sign] as string);
}
