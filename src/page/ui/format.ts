/** 586,051,200 */
export function number(value: number): string {
  return value.toLocaleString("en-US");
}
