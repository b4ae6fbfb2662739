/** A temporary folder for instances that run, as a fixture of tests on hosts and on the engine. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What the fixture adds to a test. */
export interface InstancesFolder {
  instancesPrefix: string;
  /** The folder of the instances. */
  instances: string;
}

export const instancesFolder = {
  instancesPrefix: join(tmpdir(), "keypair-instances-"),
  instances: async (
    { instancesPrefix }: { instancesPrefix: string },
    use: (folder: string) => Promise<void>,
  ) => {
    const folder = await mkdtemp(instancesPrefix);
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
};
