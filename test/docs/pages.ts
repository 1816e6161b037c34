/** The pages whose commands can be run again by themselves: the others show groups that go on, or several machines. */
export const PAGES: readonly string[] = [
  "README.md",
  "docs/GUIDE.md",
  "docs/ALGORITHM.md",
  "docs/FAQ.md",
  "docs/RECORDING.md",
  "docs/SIMULATOR.md",
  "docs/TEACHING.md",
  "docs/WIRE.md",
  "docs/protocols/values.md",
  "docs/protocols/simplex.md",
  "docs/protocols/king.md",
];
