/** The page as one file: script and style inside, allowed by their hashes and nothing else. The script is packed. */
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { deflateRawSync } from "node:zlib";
import { defineConfig } from "vite";
import { thirdParty } from "./scripts/third-party.js";

const hashOf = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Unpacks the script and has it run: it is in the page like any other, and its hash is checked. */
const UNPACK = `if (!("DecompressionStream" in window)) {
  document.getElementById("app").textContent = "This browser is too old for this page: it cannot unpack it. Open the page in a newer one.";
  throw new Error("no DecompressionStream");
}
const packed = document.getElementById("packed").textContent;
const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
const script = document.createElement("script");
script.type = "module";
script.textContent = await new Response(stream).text();
document.body.append(script);`;

/** Puts the bundle's script and style into its page. */
function oneFile() {
  return {
    name: "one-file",
    enforce: "post",
    generateBundle(_options, bundle) {
      const files = Object.values(bundle);
      const page = files.find(({ fileName }) => fileName.endsWith(".html"));
      const script = files.find(({ type }) => type === "chunk").code.trim();
      const style = String(files.find(({ fileName }) => fileName.endsWith(".css")).source).trim();
      for (const file of files) if (file !== page) delete bundle[file.fileName];
      const packed = deflateRawSync(script, { level: 9 }).toString("base64");
      const policy = [
        "default-src 'none'",
        `script-src ${hashOf(UNPACK)} ${hashOf(script)} 'wasm-unsafe-eval'`,
        `style-src ${hashOf(style)}`,
        "img-src data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
      ].join("; ");
      page.source = String(page.source)
        .replace(/\s*<script type="module"[^>]*><\/script>/, "")
        .replace(/\s*<link rel="stylesheet"[^>]*>/, "")
        .replace(
          '<meta charset="utf-8" />',
          (charset) => `${charset}\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`,
        )
        .replace("</head>", () => `  <style>${style}</style>\n  </head>`)
        .replace(
          "</body>",
          () =>
            `  <script type="text/plain" id="packed">${packed}</script>\n    <script type="module">${UNPACK}</script>\n  </body>`,
        );
    },
  };
}

export default defineConfig({
  root: fileURLToPath(new URL("src/page", import.meta.url)),
  base: "./",
  logLevel: "warn",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  plugins: [oneFile(), thirdParty()],
  build: {
    outDir: fileURLToPath(new URL("dist/view", import.meta.url)),
    emptyOutDir: false,
    target: "es2022",
    cssCodeSplit: false,
    modulePreload: false,
    assetsInlineLimit: 100_000_000,
  },
});
