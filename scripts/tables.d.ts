export interface Table {
  /** of the table, below src/ */
  readonly file: string;
  /** of what each protocol has of it, below its folder */
  readonly part: string;
  /** as what `part` exports it */
  readonly exported: string;
  /** as what `file` exports the table */
  readonly name: string;
}

export const TABLES: readonly Table[];
export function namesIn(text: string): readonly string[];
export function tableText(table: Table, protocols: readonly string[]): string;
