export function buildUnlessBuilt(): void;
/** Whether nothing that the build of this folder reads has changed since. */
export function isBuilt(root: string): boolean;
