// A secret as long as an RSA-2048 key in PEM.
const { randomBytes } = require("node:crypto");

module.exports = () => randomBytes(1_260).toString("base64").slice(0, 1_679);
