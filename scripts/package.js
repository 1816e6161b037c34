/**
 * Packs the package as npm would and looks at what would be shipped: publint and are-the-types-wrong at how it is imported, and
 * here, that the licences of what is bundled go with it and that what only the build needs does not. Build first.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "strategos-package-"));
const run = (...command) => execFileSync("npx", ["--no-install", ...command], { stdio: "inherit" });
try {
  const packed = execFileSync("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder]);
  const file = join(folder, packed.toString().trim());
  run("publint", file, "--strict");
  run("attw", file, "--profile", "esm-only", "--no-emoji", "--no-color");
  const wrong = wrongIn(file);
  for (const what of wrong) process.stderr.write(`${what}\n`);
  if (wrong.length > 0) process.exitCode = 1;
} catch (error) {
  process.exitCode = error.status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function wrongIn(file) {
  const names = execFileSync("tar", ["-tzf", file], { encoding: "utf8" }).trim().split("\n");
  const textOf = (name) => execFileSync("tar", ["-xzOf", file, `package/${name}`], { encoding: "utf8" });
  const { dependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  // these are native or fonts, and installed beside the program
  const native = ["zeromq", "classic-level", "@resvg/resvg-js", "dejavu-fonts-ttf"];
  const ofProgram = Object.keys(dependencies).filter((name) => !native.includes(name));
  const ofPage = ["preact", "d3-hierarchy"];
  return [
    ...names
      .filter((name) => /tsbuildinfo|^package\/(?:src|test)\/|\/node_modules\//.test(name))
      .map((name) => `shipped, and not to be: ${name}`),
    ...unlicensed("dist/bin/THIRD-PARTY.txt", ofProgram),
    ...unlicensed("dist/view/THIRD-PARTY.txt", ofPage),
    ...unlicensed("dist/view/index.html", ofPage),
  ];

  function unlicensed(name, packages) {
    if (!names.includes(`package/${name}`)) return [`not shipped: ${name}`];
    const notices = textOf(name).split(/^## /m);
    return packages.flatMap((one) => {
      const notice = notices.find((text) => text.startsWith(`${one} `));
      return notice && /copyright/i.test(notice) ? [] : [`${name} has no copyright line of ${one}`];
    });
  }
}
