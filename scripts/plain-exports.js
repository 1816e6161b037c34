/**
 * For rolldown: what bundles hand to each other are plain properties. Rolldown makes a getter of each, for a binding may be given
 * another value later; here none is, and getters were a tenth of V8's code for a verb, and a call at each use.
 */
const GETTER =
  /^Object\.defineProperty\(exports, "([\w$]+)", \{\n\s*enumerable: true,\n\s*get: function\(\) \{\n\s*return ([\w$]+);\n\s*\}\n\}\);$/gm;

export function plainExports() {
  return {
    name: "plain-exports",
    // behind rolldown's own last change
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) if (file.type === "chunk") file.code = plainly(file);
    },
  };
}

function plainly({ fileName, code }) {
  const plain = code.replace(GETTER, (_all, name, binding) => {
    if (code.includes(`\nlet ${binding}`))
      throw new Error(`${fileName} hands out ${binding}, which may change later`);
    return `exports.${name} = ${binding};`;
  });
  if (plain.includes("\nObject.defineProperty(exports")) throw new Error(`${fileName} still has a getter`);
  return plain;
}
