// A program's process that calls the package's functions when it is told to, one at a time.
"use strict";

/** @type {Record<string, (args: object) => Promise<object>>} */
const alicloud = require(require.resolve("pulumi-alicloud-keypair", { paths: [process.cwd()] }));

process.on("message", async (/** @type {{ name: string; args: object }} */ { name, args }) => {
  const answer = await alicloud[name]?.(args).then(
    (result) => ({ result }),
    (/** @type {Error} */ { message }) => ({ message }),
  );
  process.send?.(answer ?? { message: `no function ${name}` });
});
