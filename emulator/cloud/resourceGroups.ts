// Resource groups: any well-formed id exists, and every account has a default group.
import { unknownResourceGroup } from "../api/tagErrors";

const resourceGroupForm = /^rg-[a-z0-9]{1,40}$/u;

/** @returns the id of an account's default resource group. */
export const defaultResourceGroup = (accountId: string): string => `rg-acfm${BigInt(accountId).toString(36)}`;

/**
 * Returns the group that a resource belongs to.
 *
 * @throws {@link ApiError} InvalidResourceGroup.NotFound
 */
export function resourceGroupFor(accountId: string, resourceGroupId: string | undefined): string {
  if (resourceGroupId === undefined) return defaultResourceGroup(accountId);
  if (!resourceGroupForm.test(resourceGroupId)) throw unknownResourceGroup();
  return resourceGroupId;
}
