/** Amounts for people. */

/** `97.7 MB` */
export function bytesText(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

/** `about 5 s` */
export function aboutText(ms: number): string {
  if (ms < 950) return `about ${Math.ceil(ms / 100) / 10} s`;
  if (ms < 100_000) return `about ${Math.round(ms / 1000)} s`;
  const minutes = ms / 60_000;
  return minutes < 100 ? `about ${Math.round(minutes)} minutes` : `about ${Math.round(minutes / 60)} hours`;
}

/** `1,234,567`: as toLocaleString has it, for which the tables of all languages would be loaded. */
export function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(?:\d{3})+$)/gu, ",");
}
