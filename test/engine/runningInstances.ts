/** A test on the real engine with an emulator whose instances run. */
import { instancesFolder, type InstancesFolder } from "../instancesFolder";
import { it } from "./fixtures";

export const withRunningInstances = it.extend<InstancesFolder>(instancesFolder).extend({
  emulatorOptions: async ({ instances }, use: (options: { instancesFolder: string }) => Promise<void>) => {
    await use({ instancesFolder: instances });
  },
});
