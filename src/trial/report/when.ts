/** When a trial was, and how long each of its levels took: no part of the report, which is the same for every trial of a seed. */
export interface When {
  readonly at: Date;
  /** by the level's name; left out where it was not reached */
  readonly seconds: ReadonlyMap<string, number>;
}
