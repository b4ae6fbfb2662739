// GetCallerIdentity of STS.
import type { Cloud } from "../cloud/cloud";
import type { AnswerFields, Call } from "./call";

const roleName = "emulator";

/** Tells whose credentials signed the call. */
export function getCallerIdentity(_cloud: Cloud, { account }: Call): AnswerFields {
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
  const roleId = `3${accountId.slice(1)}`;
  return {
    AccountId: accountId,
    Arn: `acs:ram::${accountId}:assumed-role/${roleName}/session`,
    IdentityType: "AssumedRoleUser",
    PrincipalId: `${roleId}:session`,
    RoleId: roleId,
  };
}
