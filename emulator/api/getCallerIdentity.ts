// GetCallerIdentity of STS.
import type { Cloud } from "../cloud/cloud";
import type { ResponseFields, Call } from "./call";

/** The session of a temporary access key from the options. */
const namedSession = { roleName: "emulator", sessionName: "session" };

/** Returns the identity whose credentials signed the call. */
export function getCallerIdentity(_cloud: Cloud, { account }: Call): ResponseFields {
  const { accountId } = account;
  if (account.securityToken === undefined) {
    return {
      AccountId: accountId,
      Arn: `acs:ram::${accountId}:root`,
      IdentityType: "Account",
      PrincipalId: accountId,
      UserId: accountId,
    };
  }
  const { roleName, sessionName } = account.session ?? namedSession;
  const roleId = `3${accountId.slice(1)}`;
  return {
    AccountId: accountId,
    Arn: `acs:ram::${accountId}:assumed-role/${roleName}/${sessionName}`,
    IdentityType: "AssumedRoleUser",
    PrincipalId: `${roleId}:${sessionName}`,
    RoleId: roleId,
  };
}
