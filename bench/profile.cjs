/** Loaded into every process of a run (`NODE_OPTIONS=--require`): writes its CPU profile to the folder `PROFILE_FOLDER` when it ends. */
const { writeFileSync } = require("node:fs");
const { Session } = require("node:inspector");
const path = require("node:path");

const session = new Session();
session.connect();
session.post("Profiler.enable");
session.post("Profiler.start");
process.on("exit", () => {
  session.post("Profiler.stop", (_, { profile }) => {
    const name = process.argv[2] === "node" ? `node-${process.argv[3]}` : "launcher";
    writeFileSync(path.join(process.env.PROFILE_FOLDER, `${name}.cpuprofile`), JSON.stringify(profile));
  });
});
