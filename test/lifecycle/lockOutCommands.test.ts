/** Nobody is locked out by a command that ends badly on one instance of five, in any documented way. */
import { afterAll, describe, expect, it } from "vitest";
import type { CommandErrorCode, InvocationStatus } from "../../emulator/assistant/outcomes";
import { regionId } from "./authorizedKeys";
import { isUnfinished } from "./lockOut/commands";
import { printed } from "./lockOut/doors";
import { openGrounds } from "./lockOut/ground";

const grounds = openGrounds();
/** Rows that only wait for commands that never end. */
const patientGrounds = openGrounds({ most: 5 });

afterAll(async () => {
  await Promise.all([grounds.close(), patientGrounds.close()]);
  console.log(printed());
});

/** Every documented error code, with the status that goes with it. */
const statusOf: Readonly<Record<CommandErrorCode, InvocationStatus>> = {
  InstanceNotExists: "Aborted",
  InstanceReleased: "Aborted",
  InstanceNotRunning: "Aborted",
  CommandNotApplicable: "Invalid",
  AccountNotExists: "Invalid",
  DirectoryNotExists: "Invalid",
  ClientNotRunning: "Aborted",
  ClientNotResponse: "Error",
  ClientIsUpgrading: "Aborted",
  ClientNeedUpgrade: "Aborted",
  DeliveryTimeout: "Aborted",
  ExecutionTimeout: "Timeout",
  ExecutionException: "Error",
  ExecutionInterrupted: "Terminated",
  ExitCodeNonzero: "Failed",
  SecurityGroupRuleDenied: "Aborted",
};

/** Statuses that no error code explains. */
const bareStatuses: readonly InvocationStatus[] = [
  "Cancelled",
  "Success",
  "Pending",
  "Scheduled",
  "Running",
  "Stopping",
];

/** Statuses with which a command has run all the same, in part or to its end. */
const mayHaveRun: readonly InvocationStatus[] = [
  "Cancelled",
  "Error",
  "Failed",
  "Running",
  "Terminated",
  "Timeout",
];

/** How a command ends on the instance. */
interface Ending {
  readonly step: "adding" | "removing";
  readonly status: InvocationStatus;
  readonly errorCode?: CommandErrorCode;
  /** Whether it did its work. */
  readonly run: boolean;
  readonly name: string;
}

const endings: Ending[] = [
  ...(Object.entries(statusOf) as [CommandErrorCode, InvocationStatus][]).map(([errorCode, status]) => ({
    ...{ errorCode, status, name: `${status} with ${errorCode}` },
  })),
  ...bareStatuses.map((status) => ({ status, name: status })),
].flatMap((ending) =>
  (["adding", "removing"] as const).flatMap((step) =>
    (mayHaveRun.includes(ending.status) ? [false, true] : [false]).map((run) => ({ ...ending, step, run })),
  ),
);

describe.concurrent("a command that ends on one instance of five", () => {
  it.for(endings)("as $name when $step, its work done: $run", ({ step, status, errorCode, run }) =>
    (isUnfinished(status) ? patientGrounds : grounds).use(async ({ program, emulator, guard, old }) => {
      const fail = (): void => {
        emulator.setInstance({
          ...{ regionId, instanceId: "i-3" },
          failCommands: { status, run, ...(errorCode !== undefined && { errorCode }) },
        });
      };
      if (step === "adding") {
        fail();
      } else {
        guard.at({ when: "before", action: "RunCommand", nth: 2 }, () => {
          fail();
          return Promise.resolve("goes on");
        });
      }
      program.rotate();
      const patience = isUnfinished(status) ? { customTimeouts: { update: "12s" } } : {};
      const failure = await program.up({ authorizedKey: patience });

      expect(failure).toContain("i-3");
      if (!isUnfinished(status)) {
        expect(failure).not.toMatch(/i-[1245]:/);
      }
      expect(program.held()).toContainEqual(old);
      expect(guard.actions()).not.toContain("DeleteKeyPairs");

      emulator.setInstance({ regionId, instanceId: "i-3", failCommands: null });
      expect(await program.up()).toBeUndefined();
    }),
  );
});
