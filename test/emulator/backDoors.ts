// Looks at the cloud and alters it without its API: what others do behind a client's back.
import { newKeyPairId } from "./api/createKeyPair";
import type { Account } from "./cloud/accounts";
import type { Cloud } from "./cloud/cloud";
import { fingerPrintOf, opensshForm } from "./cloud/keyMaterial";
import { resourceGroupFor } from "./cloud/resourceGroups";
import { keyPairsIn, type KeyPair } from "./cloud/state";
import * as sshpk from "sshpk";

/** A key pair as seen from outside the API; nobody sees a private key. */
export interface KeyPairView extends Omit<KeyPair, "creationTimeMs" | "tags"> {
  readonly accessKeyId: string;
  readonly accountId: string;
  readonly creationTime: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** What {@link BackDoors.putKeyPair} makes. */
export interface PutKeyPair {
  /** The owner; the first account by default. */
  readonly accessKeyId?: string;
  readonly regionId: string;
  readonly keyPairName: string;
  /** OpenSSH form; a new key by default, whose private half nobody gets. */
  readonly publicKey?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly resourceGroupId?: string;
}

/** Ways around the API. */
export interface BackDoors {
  /** Key pairs of the account with this access key; left out, of all accounts. */
  readonly keyPairs: (accessKeyId?: string) => KeyPairView[];
  /** Makes a key pair, in place of one of the same name where there is one. */
  readonly putKeyPair: (wanted: PutKeyPair) => Promise<KeyPairView>;
  /** Removes a key pair and tells whether there was one; left out, the account is the first one. */
  readonly removeKeyPair: (regionId: string, keyPairName: string, accessKeyId?: string) => boolean;
  /** The id of the account with this access key, of the first account by default. */
  readonly accountId: (accessKeyId?: string) => string;
}

/** Opens the ways around the API. */
export function openBackDoors(cloud: Cloud): BackDoors {
  return {
    keyPairs: (accessKeyId) => listKeyPairs(cloud, accessKeyId),
    async putKeyPair(wanted) {
      const account = accountOf(cloud, wanted.accessKeyId);
      const keyPair = await newKeyPair(cloud, account.accountId, wanted);
      cloud.commit({ change: "keyPairPut", accountId: account.accountId, keyPair });
      return view(account, keyPair);
    },
    removeKeyPair(regionId, keyPairName, accessKeyId) {
      const { accountId } = accountOf(cloud, accessKeyId);
      const present = keyPairsIn(cloud.state, accountId, regionId).has(keyPairName);
      cloud.commit({ change: "keyPairRemoved", address: { accountId, regionId, keyPairName } });
      return present;
    },
    accountId: (accessKeyId) => accountOf(cloud, accessKeyId).accountId,
  };
}

function listKeyPairs(cloud: Cloud, accessKeyId: string | undefined): KeyPairView[] {
  const views: KeyPairView[] = [];
  for (const account of cloud.accounts.values()) {
    if (accessKeyId !== undefined && account.accessKeyId !== accessKeyId) continue;
    for (const [key, keyPairs] of cloud.state.keyPairs) {
      if (!key.startsWith(`${account.accountId}/`)) continue;
      views.push(...[...keyPairs.values()].map((keyPair) => view(account, keyPair)));
    }
  }
  return views;
}

async function newKeyPair(cloud: Cloud, accountId: string, wanted: PutKeyPair): Promise<KeyPair> {
  const publicKey = wanted.publicKey ?? (await cloud.takeKey()).publicKey;
  const key = sshpk.parseKey(publicKey, "ssh");
  return {
    regionId: wanted.regionId,
    keyPairName: wanted.keyPairName,
    keyPairId: newKeyPairId(),
    fingerPrint: fingerPrintOf(key),
    publicKey: opensshForm(key),
    tags: Object.entries(wanted.tags ?? {}).map(([tagKey, value]) => ({ key: tagKey, value })),
    resourceGroupId: resourceGroupFor(accountId, wanted.resourceGroupId),
    creationTimeMs: cloud.nowMs(),
  };
}

function view(account: Account, keyPair: KeyPair): KeyPairView {
  const { creationTimeMs, tags, ...rest } = keyPair;
  return {
    accessKeyId: account.accessKeyId,
    accountId: account.accountId,
    ...rest,
    creationTime: new Date(creationTimeMs).toISOString(),
    tags: Object.fromEntries(tags.map((tag) => [tag.key, tag.value])),
  };
}

function accountOf(cloud: Cloud, accessKeyId: string | undefined): Account {
  for (const account of cloud.accounts.values()) {
    if (accessKeyId === undefined || account.accessKeyId === accessKeyId) return account;
  }
  throw new Error(`No account has the access key ${accessKeyId ?? ""}.`);
}
