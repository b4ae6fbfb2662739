/** A test on the real engine with an emulator whose instances run. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "./fixtures";

interface Folder {
  instancesPrefix: string;
  /** The folder of the instances. */
  instances: string;
}

export const withRunningInstances = it
  .extend<Folder>({
    instancesPrefix: join(tmpdir(), "keypair-instances-"),
    instances: async ({ instancesPrefix }, use) => {
      const folder = await mkdtemp(instancesPrefix);
      await use(folder);
      await rm(folder, { recursive: true, force: true });
    },
  })
  .extend({
    emulatorOptions: async ({ instances }, use: (options: { instancesFolder: string }) => Promise<void>) => {
      await use({ instancesFolder: instances });
    },
  });
