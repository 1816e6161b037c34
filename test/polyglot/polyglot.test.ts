/**
 * Nodes in other languages: one command lets them agree (examples/polyglot), and each makes canonical texts and config hashes as
 * schema/vectors.json has them.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freeAddresses } from "../../src/cluster/ports.js";
import { ensureInstalled } from "../debian.js";
import { judgedRun, temporaryFolder } from "../run/strategos.js";

const JARS = "/usr/share/java/jeromq.jar:/usr/share/java/gson.jar";
const VECTORS = resolve("schema/vectors.json");

interface Language {
  readonly name: string;
  /** succeeds where it is installed */
  readonly asks: readonly [string, ...string[]];
  readonly packages: readonly string[];
  /** in examples/polyglot */
  readonly compares: readonly [string, ...string[]];
  /** configurations of the vectors that are not for it */
  readonly without: number;
}

const LANGUAGES: readonly Language[] = [
  {
    name: "Python",
    asks: ["/usr/bin/python3", "-c", "import zmq; assert zmq.has('curve')"],
    packages: ["python3-zmq"],
    compares: ["/usr/bin/python3", "../python/node.py"],
    without: 3,
  },
  {
    name: "Ruby",
    asks: ["ruby", "-rffi-rzmq", "-e", "1"],
    packages: ["ruby", "ruby-ffi-rzmq"],
    compares: ["ruby", "../ruby/vectors.rb"],
    without: 3,
  },
  {
    name: "Perl",
    asks: ["perl", "-MZMQ::FFI", "-e", "1"],
    packages: ["libzmq-ffi-perl"],
    compares: ["perl", "../perl/node.pl", "--vectors"],
    without: 3,
  },
  {
    name: "PHP",
    asks: ["php", "-r", "exit(class_exists('ZMQ') ? 0 : 1);"],
    packages: ["php-cli", "php-zmq"],
    compares: ["php", "node.php", "--vectors"],
    without: 3,
  },
  {
    name: "C",
    asks: ["pkg-config", "--exists", "libzmq", "jansson", "libsodium"],
    packages: ["gcc", "make", "pkg-config", "libzmq3-dev", "libjansson-dev", "libsodium-dev"],
    compares: ["build/node", "--vectors"],
    without: 3,
  },
  {
    name: "Java",
    asks: ["sh", "-c", `javac -version && test -e ${JARS.replace(":", " && test -e ")}`],
    packages: ["default-jdk-headless", "libjeromq-java", "libgoogle-gson-java"],
    compares: ["java", "-cp", `${JARS}:build`, "Node", "--vectors"],
    without: 4, // it has no keys
  },
];

/** A copy of the examples, in which two of them are compiled, once. */
const folder = mkdtempSync(join(tmpdir(), "strategos-polyglot-"));

beforeAll(() => {
  for (const { asks, packages } of LANGUAGES) {
    const [program, ...args] = asks;
    ensureInstalled(() => spawnSync(program, args).status === 0, ...packages);
  }
  for (const name of ["polyglot", "python", "ruby", "perl"])
    cpSync(`examples/${name}`, join(folder, name), {
      recursive: true,
      filter: (file) => !/\bbuild$/.test(file),
    });
  const targets = ["build/node", "build/Node.class"];
  execFileSync("make", ["-s", "-C", join(folder, "polyglot"), ...targets], { stdio: "inherit" });
}, 600_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("schema/vectors.json", () => {
  const { texts, configurations } = JSON.parse(readFileSync(VECTORS, "utf8")) as Record<string, unknown[]>;

  it.for(LANGUAGES)(
    "$name makes its texts and hashes, and sees a wrong one",
    ({ name, compares, without }) => {
      const [program, ...args] = compares;
      const compare = (file: string) => {
        const { status, stdout, stderr } = spawnSync(program, [...args, ...flagFor(name), file], {
          cwd: join(folder, "polyglot"),
          encoding: "utf8",
        });
        return { status, text: stdout + stderr };
      };
      const right = `${texts!.length} texts and ${configurations!.length - without} configurations are right\n`;
      expect(compare(VECTORS)).toEqual({ status: 0, text: right });
      const wrong = join(temporaryFolder(), "vectors.json");
      writeFileSync(wrong, readFileSync(VECTORS, "utf8").replace(/"hash":"./, '"hash":"x'));
      expect(compare(wrong).status).not.toBe(0);
    },
  );
});

/** Python's node has the flag among its first words; Ruby's is a program of its own. */
function flagFor(name: string): string[] {
  return name === "Python" ? ["--vectors"] : [];
}

describe("one command", () => {
  it.for([
    ["course.yaml", "three of ours, two of them traitors, and five languages with keys", 7, ["attack"]],
    ["seven.yaml", "seven languages, and a general that tells two orders", 7, ["attack", "retreat"]],
  ] as const)("%s: %s", async ([name, , n, orders]) => {
    const place = join(folder, "polyglot");
    const addresses = await freeAddresses(n);
    const text = readFileSync(join(place, name), "utf8").replaceAll(
      /tcp:\/\/127\.0\.0\.1:710(\d)/g,
      (_, id: string) => addresses[Number(id) - 1]!,
    );
    const file = join(place, `tried-${name}`);
    writeFileSync(file, text);
    const { ended, result } = await judgedRun(file);
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    const decided = new Set(result.decisions.filter(({ loyal }) => loyal).map(({ order }) => order));
    expect(decided.size).toBe(1);
    expect(orders).toContain([...decided][0]);
    expect(result.observed).toEqual([]);
    expect(result.faults.filter(({ from }) => from !== null)).toEqual([]);
  });
});
