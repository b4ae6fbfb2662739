/** Preloaded into programs in JavaScript: the language host that set-up builds is older than the project's option `typescript: false`. */
"use strict";

delete process.env["PULUMI_NODEJS_TYPESCRIPT"];
