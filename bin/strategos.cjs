#!/usr/bin/env node
"use strict";
/** The program as npm links it. No build writes this file, so it keeps its run bit; its syntax is that of needs.cjs. */
const { lacksToStart, load } = require("./needs.cjs");

if (!lacksToStart()) {
  require("./code-cache.cjs").useCodeCache();
  load("dist/bin/main.cjs");
}
