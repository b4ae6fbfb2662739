/** Keys that the machine itself is asked for: the ECS instance's role, and a local service at a URI. */
import Credential, { ECSRAMRoleCredentialsProvider, URICredentialsProvider } from "@alicloud/credentials";
import { isLoopback } from "../rpc/loopback";
import { carried, startProgress, type Transport } from "../rpc/transport";
import { ConfigurationError, CredentialsError } from "./source";
import type { KeySource } from "./session";

/** @param roleName - left out, the instance is asked which role it has */
export function instanceRoleKey(transport: Transport, roleName: string | undefined): KeySource {
  const builder = ECSRAMRoleCredentialsProvider.builder();
  const provider = (roleName === undefined ? builder : builder.withRoleName(roleName)).build();
  const silent = "the ECS instance's metadata service gave none: is this an ECS instance that has this role?";
  return vendorKey(transport, new Credential(null, provider), silent);
}

/**
 * @param uri - answers the JSON that the vendor's libraries know: AccessKeyId, AccessKeySecret, SecurityToken, Expiration
 * @throws {@link ConfigurationError} for what would carry the key unencrypted over a network
 */
export function uriKey(transport: Transport, uri: string): KeySource {
  const url = URL.parse(uri);
  if (url === null || !(url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.host)))) {
    throw new ConfigurationError("credentialsUri must be an https:// URL, or an http:// URL of the loopback");
  }
  const provider = URICredentialsProvider.builder().withCredentialsURI(uri).build();
  return vendorKey(transport, new Credential(null, provider), `${url.host} gave none`);
}

/** The vendor's object keeps a session and renews it before it ends. */
function vendorKey(transport: Transport, credential: Credential, silent: string): KeySource {
  return async () => {
    // What the vendor's errors say is dropped: they quote whole answers, secrets included.
    const given = await carried(transport, startProgress(), () => credential.getCredential()).catch(
      () => undefined,
    );
    if (!given?.accessKeyId || !given.accessKeySecret) {
      throw new CredentialsError(silent);
    }
    const { accessKeyId, accessKeySecret, securityToken } = given;
    return { accessKeyId, accessKeySecret, ...(securityToken && { securityToken }) };
  };
}
