/** Who can log in where: tries the keys that states hold on every running instance, whenever something there has changed. */
import type { InstanceView } from "../../../emulator/instanceDoors";
import type { Emulator } from "../../../emulator/emulator";
import { login } from "../../sshLogin";

/** A key that a state holds. */
export interface HeldKey {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** What all rows of a file have come to. */
export const totals = { rows: 0, logins: 0, checks: 0, lockedOut: 0 };

/** The totals, as a line. */
export function printed(): string {
  const { rows, logins, checks, lockedOut } = totals;
  return `lock-out: ${rows} rows, ${logins} logins, ${checks} checks: locked out ${lockedOut}`;
}

/** The instances of an emulator, and whom they let in. */
export interface Doors {
  /** @returns the running instances that no held key opens */
  closedTo(held: readonly HeldKey[]): Promise<string[]>;
  /** @returns the instances that let this key in */
  openedBy(key: HeldKey): Promise<string[]>;
}

/** What was found at an instance the last time. */
interface Finding {
  /** The instance's keys, status and server: a login is tried again when they differ. */
  readonly look: string;
  readonly key: HeldKey;
}

/** Opens the view of an emulator's instances. */
export function openDoors(emulator: Emulator): Doors {
  const findings = new Map<string, Finding>();

  const isClosed = async (instance: InstanceView, held: readonly HeldKey[]): Promise<boolean> => {
    const { instanceId, ssh } = instance;
    const look = lookOf(instance);
    const last = findings.get(instanceId);
    const stillHeld = held.filter((key) => key.privateKey === last?.key.privateKey);
    if (ssh === undefined || (look === last?.look && stillHeld.length > 0)) {
      return false;
    }
    // The key that worked last comes first, then the newest: one login is enough where it works.
    for (const key of new Set([...stillHeld, ...held])) {
      totals.logins += 1;
      if (await login(ssh, key.privateKey)) {
        findings.set(instanceId, { look, key });
        return false;
      }
    }
    return true;
  };
  const running = async (): Promise<InstanceView[]> => {
    emulator.instances();
    await emulator.settled();
    return emulator.instances().filter(({ status }) => status === "Running");
  };
  return {
    async closedTo(held) {
      totals.checks += 1;
      const instances = await running();
      const closed = await Promise.all(instances.map((instance) => isClosed(instance, held)));
      return instances.flatMap(({ instanceId }, index) => (closed[index] === true ? [instanceId] : []));
    },
    async openedBy({ privateKey }) {
      const instances = await running();
      const opened = await Promise.all(
        instances.map(({ ssh }) => {
          totals.logins += 1;
          return ssh === undefined ? Promise.resolve(false) : login(ssh, privateKey);
        }),
      );
      return instances.flatMap(({ instanceId }, index) => (opened[index] === true ? [instanceId] : []));
    },
  };
}

function lookOf({ authorizedKeys, status, keyPairName, ssh }: InstanceView): string {
  return JSON.stringify([authorizedKeys, status, keyPairName, ssh?.port]);
}
