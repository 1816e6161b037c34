"use strict";
/** A node's process, as a launcher starts it: `launched node ID`. */
const requireHere = require("./code-cache.cjs").useCodeCache();
module.exports = requireHere ? requireHere("./launched.cjs") : require("../dist/bin/launched.cjs");
