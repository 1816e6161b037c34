/** The formats of pictures. */
export const FORMATS = ["svg", "png", "dot", "tikz", "mermaid", "shiviz", "perfetto", "csv"] as const;

export type Format = (typeof FORMATS)[number];
