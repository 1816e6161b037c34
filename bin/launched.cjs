"use strict";
/** A node's process, as a launcher starts it: `launched node ID`. */
require("./code-cache.cjs").useCodeCache();
module.exports = require("../dist/bin/launched.cjs");
