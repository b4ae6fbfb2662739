/** Keys that the machine itself provides: through the ECS instance's role, or a local service at a URI. */
import Credential, { ECSRAMRoleCredentialsProvider, URICredentialsProvider } from "@alicloud/credentials";
import { isLoopback } from "../rpc/loopback";
import { sendOver, startProgress, type Transport } from "../rpc/transport";
import { ConfigurationError, CredentialsError } from "./source";
import type { KeySource } from "./session";

/** @param roleName - if unset, the instance is asked for its role */
export function instanceRoleKey(transport: Transport, roleName: string | undefined): KeySource {
  const builder = ECSRAMRoleCredentialsProvider.builder();
  const provider = (roleName === undefined ? builder : builder.withRoleName(roleName)).build();
  const failure = "the metadata service returned none. Check that this is an ECS instance with this role";
  return vendorKey(transport, new Credential(null, provider), failure);
}

/**
 * @param uri - returns the JSON that the vendor's libraries expect: AccessKeyId, AccessKeySecret, SecurityToken, Expiration
 * @throws {@link ConfigurationError} for a URI that would send the key unencrypted over a network
 */
export function uriKey(transport: Transport, uri: string): KeySource {
  const url = URL.parse(uri);
  if (url === null || !(url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.host)))) {
    throw new ConfigurationError("credentialsUri must be an https:// URL, or an http:// URL on the loopback");
  }
  const provider = URICredentialsProvider.builder().withCredentialsURI(uri).build();
  return vendorKey(transport, new Credential(null, provider), `${url.host} returned none`);
}

/** The vendor's object keeps a session and renews it before it expires. */
function vendorKey(transport: Transport, credential: Credential, failure: string): KeySource {
  return async () => {
    // The vendor's error messages are dropped: they quote whole responses, secrets included.
    const given = await sendOver(transport, startProgress(), () => credential.getCredential()).catch(
      () => undefined,
    );
    if (!given?.accessKeyId || !given.accessKeySecret) {
      throw new CredentialsError(failure);
    }
    const { accessKeyId, accessKeySecret, securityToken } = given;
    return { accessKeyId, accessKeySecret, ...(securityToken && { securityToken }) };
  };
}
