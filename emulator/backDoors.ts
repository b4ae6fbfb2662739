// Looks at the cloud and alters it without its API: what others do behind a client's back.
import { randomInt } from "node:crypto";
import { newKeyPairId } from "./api/createKeyPair";
import { unknownAccessKey } from "./api/gatewayErrors";
import type { Account, AccountOptions } from "./cloud/accounts";
import { addKeyPair, type Cloud } from "./cloud/cloud";
import { fingerPrintOf } from "./cloud/keyMaterial";
import { checkRegion } from "./cloud/regions";
import { resourceGroupFor } from "./cloud/resourceGroups";
import { shelfOf, type Instance, type KeyPair, type Place, type Shelf } from "./cloud/state";

/**
 * A key pair as seen from outside the API; nobody sees a private key.
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
  /** OpenSSH form. */
  readonly publicKey: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly resourceGroupId: string;
  /** ISO 8601, to the millisecond. */
  readonly creationTime: string;
  /** Ids of the instances that the key pair is bound to. */
  readonly instanceIds: readonly string[];
}

/**
 * An instance as seen from outside the API.
 *
 * @public
 */
export interface InstanceView {
  readonly accessKeyId: string;
  readonly accountId: string;
  readonly regionId: string;
  readonly instanceId: string;
  readonly instanceName: string;
  readonly osType: "linux" | "windows";
  readonly keyPairName?: string;
  /** ISO 8601, to the millisecond. */
  readonly creationTime: string;
}

/** What {@link BackDoors.putKeyPair} makes. */
export interface PutKeyPair {
  /** The owner; the first account by default. */
  readonly accessKeyId?: string | undefined;
  readonly regionId: string;
  readonly keyPairName: string;
  /** OpenSSH form; a new key by default, whose private half nobody gets. */
  readonly publicKey?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly resourceGroupId?: string | undefined;
}

/** What {@link BackDoors.addInstance} makes. */
export interface AddInstance {
  /** The owner; the first account by default. */
  readonly accessKeyId?: string | undefined;
  readonly regionId: string;
  /** Made up by default; an instance of this id is replaced. */
  readonly instanceId?: string | undefined;
  readonly instanceName?: string | undefined;
  /** `linux` by default. */
  readonly osType?: "linux" | "windows" | undefined;
  /** The key pair that it is bound to; none by default. */
  readonly keyPairName?: string | undefined;
}

/** Ways around the API. Where an account may be named by its access key and is not, it is the first one. */
export interface BackDoors {
  /** Key pairs of the account with this access key; left out, of all accounts. */
  readonly keyPairs: (accessKeyId?: string) => KeyPairView[];
  /** Makes a key pair, in the place of one of the same name where there is one. */
  readonly putKeyPair: (wanted: PutKeyPair) => Promise<KeyPairView>;
  /** Removes a key pair, bound or not, and tells whether there was one. */
  readonly removeKeyPair: (regionId: string, keyPairName: string, accessKeyId?: string) => boolean;
  /** Instances of the account with this access key; left out, of all accounts. */
  readonly instances: (accessKeyId?: string) => InstanceView[];
  /** Makes an instance. */
  readonly addInstance: (wanted: AddInstance) => InstanceView;
  /** Removes an instance and tells whether there was one. */
  readonly removeInstance: (regionId: string, instanceId: string, accessKeyId?: string) => boolean;
  /** The id of the account with this access key. */
  readonly accountId: (accessKeyId?: string) => string;
  /**
   * Adds an access key, or takes the place of one of the same id.
   *
   * @throws Error for a key of an account that does not exist
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
    instances: (accessKeyId) =>
      shelvesOf(cloud, accessKeyId).flatMap(({ account, shelf }) =>
        [...shelf.instances.values()].map((instance) => viewInstance(account, instance)),
      ),
    addInstance: (wanted) => addInstance(cloud, wanted),
    removeInstance(regionId, instanceId, accessKeyId) {
      const place = placeFor(cloud, regionId, accessKeyId);
      const present = shelfOf(cloud.state, place).instances.has(instanceId);
      if (present) cloud.commit({ change: "instanceRemoved", place, instanceId });
      return present;
    },
    accountId: (accessKeyId) => accountOf(cloud, accessKeyId).accountId,
    putAccessKey(options) {
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

function addInstance(cloud: Cloud, wanted: AddInstance): InstanceView {
  const account = accountOf(cloud, wanted.accessKeyId);
  const instanceId = wanted.instanceId ?? newInstanceId();
  const instance: Instance = {
    regionId: checkRegion(wanted.regionId, cloud.readings),
    instanceId,
    instanceName: wanted.instanceName ?? instanceId,
    osType: wanted.osType ?? "linux",
    ...(wanted.keyPairName === undefined ? {} : { keyPairName: wanted.keyPairName }),
    creationTimeMs: cloud.nowMs(),
  };
  cloud.commit({ change: "instancePut", accountId: account.accountId, instance });
  return viewInstance(account, instance);
}

function newInstanceId(): string {
  const digits = Array.from({ length: 20 }, () => randomInt(36).toString(36));
  return `i-${digits.join("")}`;
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

function viewInstance(account: Account, { creationTimeMs, ...rest }: Instance): InstanceView {
  const { accessKeyId, accountId } = account;
  return { accessKeyId, accountId, ...rest, creationTime: new Date(creationTimeMs).toISOString() };
}

function shelvesOf(cloud: Cloud, accessKeyId: string | undefined): { account: Account; shelf: Shelf }[] {
  return [...cloud.state.shelves.values()].flatMap((shelf) => {
    const keys = cloud.accounts.lasting().filter((one) => one.accountId === shelf.place.accountId);
    const wanted = accessKeyId === undefined || keys.some((key) => key.accessKeyId === accessKeyId);
    const [account] = keys;
    return account !== undefined && wanted ? [{ account, shelf }] : [];
  });
}

function placeFor(cloud: Cloud, regionId: string, accessKeyId: string | undefined): Place {
  return { accountId: accountOf(cloud, accessKeyId).accountId, regionId };
}

function accountOf(cloud: Cloud, accessKeyId: string | undefined): Account {
  for (const account of cloud.accounts.lasting()) {
    if (accessKeyId === undefined || account.accessKeyId === accessKeyId) return account;
  }
  throw unknownAccessKey();
}
