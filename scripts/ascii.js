/**
 * For rolldown: bundles in ASCII. One other character, and Node.js takes twice as long to read a file, and V8 keeps it in two bytes a
 * character and compiles it from them.
 */
export function ascii() {
  return {
    name: "ascii",
    // after rolldown has written strings as it likes
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle))
        if (file.type === "chunk") file.code = file.code.replace(/[^\0-\x7F]/g, escaped);
    },
  };
}

function escaped(unit) {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
