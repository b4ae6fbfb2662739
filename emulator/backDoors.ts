// Reads and changes the cloud without its API, as others do behind a client's back.
import { newKeyPairId } from "./api/createKeyPair";
import { unknownAccessKey } from "./api/gatewayErrors";
import { finalStatuses } from "./assistant/outcomes";
import type { Account, AccountOptions } from "./cloud/accounts";
import { addKeyPair, type Cloud } from "./cloud/cloud";
import { fingerPrintOf } from "./cloud/keyMaterial";
import { checkRegion } from "./cloud/regions";
import { resourceGroupFor } from "./cloud/resourceGroups";
import { shelfOf, type KeyPair, type Place, type Shelf } from "./cloud/state";
import { noMachines } from "./machines/machines";
import { checkSecret } from "./machines/safety";
import {
  addInstance,
  setInstance,
  viewInstance,
  type AddInstance,
  type InstanceView,
  type SetInstance,
} from "./instanceDoors";

/**
 * A key pair as seen from outside the API, without a private key.
 *
 * @public
 */
export interface KeyPairView {
  readonly accessKeyId: string;
  readonly accountId: string;
  readonly regionId: string;
  readonly keyPairName: string;
  readonly keyPairId: string;
  readonly fingerPrint: string;
  /** OpenSSH format. */
  readonly publicKey: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly resourceGroupId: string;
  /** ISO 8601, to the millisecond. */
  readonly creationTime: string;
  /** Ids of the instances that the key pair is bound to. */
  readonly instanceIds: readonly string[];
}

/**
 * A command of Cloud Assistant's as seen from outside the API.
 *
 * @public
 */
export interface CommandView {
  readonly invokeId: string;
  readonly instanceIds: readonly string[];
  /** Whether it has ended on every instance. */
  readonly isOver: boolean;
}

/** What {@link BackDoors.putKeyPair} creates. */
export interface PutKeyPair {
  /** The owner; the first account by default. */
  readonly accessKeyId?: string | undefined;
  readonly regionId: string;
  readonly keyPairName: string;
  /** OpenSSH format; by default a new key whose private half is discarded. */
  readonly publicKey?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly resourceGroupId?: string | undefined;
}

/** Ways around the API. An unset access key means the first account unless a method says otherwise. */
export interface BackDoors {
  /** Key pairs of the account with this access key, or of all accounts if unset. */
  readonly keyPairs: (accessKeyId?: string) => KeyPairView[];
  /** Creates a key pair, which replaces any of the same name. It may have tags that only the system sets. */
  readonly putKeyPair: (wanted: PutKeyPair) => Promise<KeyPairView>;
  /** Removes a key pair, bound or not, and returns whether it existed. */
  readonly removeKeyPair: (regionId: string, keyPairName: string, accessKeyId?: string) => boolean;
  /** Instances of the account with this access key, or of all accounts if unset. */
  readonly instances: (accessKeyId?: string) => InstanceView[];
  /** Creates an instance. */
  readonly addInstance: (wanted: AddInstance) => InstanceView;
  /**
   * Changes what works on an instance that really runs.
   *
   * @throws {@link ApiError} if there is no such instance
   */
  readonly setInstance: (wanted: SetInstance) => InstanceView;
  /** Removes an instance and returns whether it existed. */
  readonly removeInstance: (regionId: string, instanceId: string, accessKeyId?: string) => boolean;
  /** Cloud Assistant's commands in all accounts and regions. */
  readonly commands: () => CommandView[];
  /** The id of the account with this access key. */
  readonly accountId: (accessKeyId?: string) => string;
  /**
   * Adds an access key, which replaces any of the same id.
   *
   * @throws Error if the key's account does not exist, or if instances run and everyone knows the secret
   */
  readonly putAccessKey: (options: AccountOptions) => void;
}

/** Opens the ways around the API. */
export function openBackDoors(cloud: Cloud): BackDoors {
  return {
    keyPairs: (accessKeyId) =>
      shelvesOf(cloud, accessKeyId).flatMap(({ account, shelf }) =>
        [...shelf.keyPairs.values()].map((keyPair) => viewKeyPair(account, shelf, keyPair)),
      ),
    putKeyPair: (wanted) => putKeyPair(cloud, wanted),
    removeKeyPair(regionId, keyPairName, accessKeyId) {
      const place = placeFor(cloud, regionId, accessKeyId);
      const present = shelfOf(cloud.state, place).keyPairs.has(keyPairName);
      if (present) cloud.commit({ change: "keyPairRemoved", place, keyPairName, timeMs: cloud.nowMs() });
      return present;
    },
    instances(accessKeyId) {
      cloud.machines.catchUp();
      return shelvesOf(cloud, accessKeyId).flatMap(({ account, shelf }) =>
        [...shelf.instances.values()].map((instance) => viewInstance(cloud, account, instance)),
      );
    },
    addInstance: (wanted) => addInstance(cloud, accountOf(cloud, wanted.accessKeyId), wanted),
    setInstance(wanted) {
      cloud.machines.catchUp();
      return setInstance(cloud, accountOf(cloud, wanted.accessKeyId), wanted);
    },
    removeInstance(regionId, instanceId, accessKeyId) {
      const place = placeFor(cloud, regionId, accessKeyId);
      const present = shelfOf(cloud.state, place).instances.has(instanceId);
      if (present) cloud.commit({ change: "instanceRemoved", place, instanceId });
      return present;
    },
    commands: () => [...cloud.state.shelves.values()].flatMap(({ place }) => commandsIn(cloud, place)),
    accountId: (accessKeyId) => accountOf(cloud, accessKeyId).accountId,
    putAccessKey(options) {
      if (cloud.machines !== noMachines) checkSecret(options);
      cloud.accounts.put(options);
    },
  };
}

async function putKeyPair(cloud: Cloud, wanted: PutKeyPair): Promise<KeyPairView> {
  const account = accountOf(cloud, wanted.accessKeyId);
  const { keyPairName } = wanted;
  const regionId = checkRegion(wanted.regionId, cloud.readings);
  const publicKey = wanted.publicKey?.trim() ?? (await cloud.takeKey()).publicKey;
  const keyPair = addKeyPair(cloud, account.accountId, {
    regionId,
    keyPairName,
    keyPairId: newKeyPairId(),
    publicKey,
    fingerPrint: fingerPrintOf(publicKey, cloud.readings.fingerprintForm),
    tags: Object.entries(wanted.tags ?? {}).map(([key, value]) => ({ key, value })),
    resourceGroupId: resourceGroupFor(account.accountId, wanted.resourceGroupId),
  });
  return viewKeyPair(account, shelfOf(cloud.state, { accountId: account.accountId, regionId }), keyPair);
}

function viewKeyPair(account: Account, { instances }: Shelf, keyPair: KeyPair): KeyPairView {
  const { regionId, keyPairName, keyPairId, fingerPrint, publicKey, resourceGroupId } = keyPair;
  return {
    accessKeyId: account.accessKeyId,
    accountId: account.accountId,
    regionId,
    keyPairName,
    keyPairId,
    fingerPrint,
    publicKey,
    tags: Object.fromEntries(keyPair.tags.map((tag) => [tag.key, tag.value])),
    resourceGroupId,
    creationTime: new Date(keyPair.creationTimeMs).toISOString(),
    instanceIds: [...instances.values()]
      .filter((instance) => instance.keyPairName === keyPairName)
      .map(({ instanceId }) => instanceId),
  };
}

function commandsIn(cloud: Cloud, place: Place): CommandView[] {
  return cloud.invocations.list(place).map(({ invokeId, tasks }) => ({
    invokeId,
    instanceIds: tasks.map(({ instanceId }) => instanceId),
    isOver: tasks.every((task) => task.progress().status in finalStatuses),
  }));
}

function shelvesOf(cloud: Cloud, accessKeyId: string | undefined): { account: Account; shelf: Shelf }[] {
  return [...cloud.state.shelves.values()].flatMap((shelf) => {
    const keys = cloud.accounts.configured().filter((one) => one.accountId === shelf.place.accountId);
    const wanted = accessKeyId === undefined || keys.some((key) => key.accessKeyId === accessKeyId);
    const [account] = keys;
    return account !== undefined && wanted ? [{ account, shelf }] : [];
  });
}

function placeFor(cloud: Cloud, regionId: string, accessKeyId: string | undefined): Place {
  return { accountId: accountOf(cloud, accessKeyId).accountId, regionId };
}

function accountOf(cloud: Cloud, accessKeyId: string | undefined): Account {
  for (const account of cloud.accounts.configured()) {
    if (accessKeyId === undefined || account.accessKeyId === accessKeyId) return account;
  }
  throw unknownAccessKey();
}
