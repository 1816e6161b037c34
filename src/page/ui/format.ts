/** 586,051,200: as toLocaleString has it, for which the browser would load what it knows of languages. */
export function number(value: number | bigint | string): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, ",");
}
