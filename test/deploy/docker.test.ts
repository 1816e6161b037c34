/** The image and its compose file: by docker-compose's own schema, and by doing what the Dockerfile's lines say. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { ensureInstalled } from "../debian.js";
import { strategos, temporaryFolder } from "../run/strategos.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const COMPOSE = readFileSync(join(ROOT, "deploy/docker/compose.yaml"), "utf8");
const COMPOSE_LOG = readFileSync(join(ROOT, "deploy/docker/compose-log.yaml"), "utf8");
const LINES = readFileSync(join(ROOT, "deploy/docker/Dockerfile"), "utf8").split("\n");

describe("the compose file", () => {
  beforeAll(() => {
    ensureInstalled(() => spawnSync("docker-compose", ["version"]).status === 0, "docker-compose");
  }, 600_000);

  function compose(text: string) {
    const file = join(temporaryFolder(), "compose.yaml");
    writeFileSync(file, text);
    const { status, stdout, stderr } = spawnSync("docker-compose", ["-f", file, "config"], {
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  }

  it.each([
    ["of nodes", COMPOSE],
    ["of a log", COMPOSE_LOG],
  ])("%s is sound", (_, text) => {
    const { status, stderr } = compose(text);
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });

  it.each([
    ["read_only: true", "readonly: true", "Unsupported config option"],
    ["cap_drop: [ALL]", "cap_drop: ALL", "invalid type"],
    ["restart:", "restrat:", "Unsupported config option"],
  ])("would not be with %j written as %j", (right, wrong, complaint) => {
    expect(COMPOSE).toContain(right);
    expect(compose(COMPOSE.replace(right, wrong)).stderr).toContain(complaint);
  });
});

it("every flag in what is deployed is one of the program's", async () => {
  const deployed = {
    node: ["docker/compose.yaml", "kubernetes/strategos.yaml", "systemd/strategos-node@.service"],
    serve: ["docker/compose-log.yaml", "kubernetes/strategos-log.yaml", "systemd/strategos-log@.service"],
  };
  for (const [verb, name] of Object.entries(deployed).flatMap(([of, names]) =>
    names.map((file) => [of, file] as const),
  )) {
    const lines = readFileSync(join(ROOT, "deploy", name), "utf8").split("\n");
    const flags = lines
      .filter((line) => !/^\s*#/.test(line))
      .flatMap((line) => {
        const of = /\[strategos, ([a-z]+)/.exec(line)?.[1] ?? verb;
        return (line.match(/--[a-z][a-z-]*/g) ?? []).map((flag) => ({ of, flag }));
      });
    expect(flags.length).toBeGreaterThan(0);
    for (const { of, flag } of flags) expect((await strategos(of, "--help")).stdout).toContain(flag);
  }
});

interface Copy {
  readonly from: "here" | "build";
  readonly paths: readonly string[];
  readonly to: string;
}

/** The Dockerfile's COPY lines; it uses no other form than these. */
const COPIES = LINES.flatMap((line): Copy[] => {
  const [, build, paths] = /^COPY (--from=build )?(.*)$/.exec(line) ?? [];
  if (paths === undefined) return [];
  const words = paths.split(" ");
  return [{ from: build ? "build" : "here", paths: words.slice(0, -1), to: words.at(-1)! }];
});

it("what the image is made of is enough to build the program, and what it keeps is enough to run it", () => {
  const [build, image] = [join(temporaryFolder(), "build"), join(temporaryFolder(), "image")];
  for (const folder of [build, image]) mkdirSync(folder);
  const modules = join(ROOT, "node_modules");
  copy("here", ROOT, build);
  expect(existsSync(join(build, "package-lock.json"))).toBe(true);
  symlinkSync(modules, join(build, "node_modules"));
  expect(LINES).toContain("RUN npm run --silent build");
  execFileSync("npm", ["run", "--silent", "build"], { cwd: build, stdio: "pipe" });
  copy("build", build, image);
  const said = execFileSync(process.execPath, [
    join(image, "bin/strategos.cjs"),
    "run",
    "--nodes",
    "4",
    "--json",
  ]);
  expect(JSON.parse(String(said))).toMatchObject({ n: 4, conditions: { ic1: "holds", ic2: "holds" } });
});

it("the image of Debian's packages keeps the same", () => {
  const script = readFileSync(join(ROOT, "deploy/docker/from-debian.sh"), "utf8");
  const [, kept = ""] = /^cp -r (.*) "\$folder\/program"$/m.exec(script) ?? [];
  const names = kept.replaceAll('"', "").replaceAll("$project/", "").split(" ");
  const image = COPIES.filter(({ from }) => from === "build").flatMap(({ paths }) =>
    paths.map((path) => basename(path)),
  );
  // npm ci puts node_modules there, and needs the lockfile for it
  expect(names.toSorted()).toEqual(
    [...image.filter((name) => name !== "node_modules"), "package-lock.json"].toSorted(),
  );
});

it("the image of Debian's packages is refused where nothing is built", () => {
  const script = join(temporaryFolder(), "deploy/docker/from-debian.sh");
  cpSync(join(ROOT, "deploy/docker/from-debian.sh"), script);
  const { status, stderr } = spawnSync("sh", [script], { encoding: "utf8" });
  expect(status).toBe(69);
  expect(stderr).toContain("run npm ci && npm run build first");
});

function copy(from: Copy["from"], source: string, target: string): void {
  const copies = COPIES.filter((one) => one.from === from);
  expect(copies.length).toBeGreaterThan(0);
  for (const { paths, to } of copies) {
    for (const path of paths) {
      const name = from === "build" ? path.replace("/build/", "") : path;
      const place = to === "./" ? join(target, basename(path)) : join(target, to);
      if (name === "node_modules") symlinkSync(join(ROOT, name), place);
      else cpSync(join(source, name), place, { recursive: true });
    }
  }
}
