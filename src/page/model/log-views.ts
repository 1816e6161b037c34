/**
 * What `strategos sim --log 4 --nodes 4 --traitors 2:silent` comes to, view by view, as member 1 sees it. A test plays the
 * same and finds the same (test/page/lessons.test.ts): the page would be a third larger if it played logs itself.
 */
export interface LogView {
  readonly view: number;
  readonly leader: number;
  readonly isNullified: boolean;
  /** when that came out, in milliseconds of virtual time */
  readonly atMs: number;
}

export const LOG_VIEWS: readonly LogView[] = [
  { view: 1, leader: 1, isNullified: false, atMs: 3 },
  { view: 2, leader: 2, isNullified: true, atMs: 162 },
  { view: 3, leader: 3, isNullified: false, atMs: 165 },
  { view: 4, leader: 4, isNullified: false, atMs: 203 },
  { view: 5, leader: 1, isNullified: false, atMs: 303 },
];
