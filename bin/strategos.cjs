#!/usr/bin/env node
"use strict";
/** The program as npm links it. No build writes this file, so it keeps its run bit; its syntax is that of needs.cjs. */
const { lacksToStart } = require("./needs.cjs");

if (!lacksToStart()) module.exports = require("../dist/bin/main.cjs");
