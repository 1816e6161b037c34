#!/usr/bin/env node
"use strict";
/** The program as npm links it. No build writes this file, so it keeps its run bit; its syntax is that of needs.cjs. */
const { lacksToStart, load } = require("./needs.cjs");

if (!lacksToStart()) {
  // help and version load one small file
  const hasVerb = process.argv.length > 2 && process.argv[2][0] !== "-";
  if (hasVerb) require("./code-cache.cjs").useCodeCache();
  load("dist/bin/main.cjs");
}
