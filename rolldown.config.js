/** The command line program as a few files, so that starting a process reads as little as it can. */
export default {
  input: "src/cli/main.ts",
  platform: "node",
  external: ["zeromq"],
  output: {
    dir: "dist/bin",
    format: "esm",
    minify: "dce-only",
    chunkFileNames: "[name].js",
    cleanDir: true,
  },
};
