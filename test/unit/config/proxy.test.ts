/** The proxy set in the environment: which one is used, and which are refused. */
import { describe, expect, it } from "vitest";
import { ConfigurationError } from "../../../provider/config/source";
import { proxyOf } from "../../../provider/config/proxy";
import { resolveConnection } from "../../../provider/config/settings";
import { source } from "./sources";

const HTTPS_PROXY = "http://me:s3cret@proxy.test:3128";

describe("HTTPS_PROXY", () => {
  it("gives way to its lower-case spelling", () => {
    expect(proxyOf({ HTTPS_PROXY, https_proxy: "http://other.test" }, "24.5.0")?.host).toBe("other.test");
  });

  it("needs no scheme", () => {
    expect(proxyOf({ HTTPS_PROXY: "proxy.test:3128" }, "24.5.0")).toEqual({
      url: "http://proxy.test:3128/",
      host: "proxy.test:3128",
      noProxy: undefined,
    });
  });

  it.each(["22.21.0", "24.5.0", "24.21.0", "25.0.0"])("is used by Node.js %s", (version) => {
    expect(proxyOf({ HTTPS_PROXY }, version)?.host).toBe("proxy.test:3128");
  });

  it.each(["22.13.0", "22.20.9", "23.11.0", "24.4.1"])("is refused on the older Node.js %s", (version) => {
    const open = (): unknown => proxyOf({ HTTPS_PROXY }, version);

    expect(open).toThrow(ConfigurationError);
    expect(open).toThrow(/22\.21, 24\.5 or newer/);
    expect(open).not.toThrow(/s3cret/);
  });

  it.each(["https://me:s3cret@proxy.test", "socks5://me:s3cret@proxy.test", "http://", "http://me:s3cret@"])(
    "may not be %s",
    (address) => {
      const open = (): unknown => proxyOf({ HTTPS_PROXY: address }, "24.5.0");

      expect(open).toThrow(/HTTPS_PROXY must be an http:\/\/ URL/);
      expect(open).not.toThrow(/s3cret/);
    },
  );

  it("is ignored with NO_PROXY=*, on any Node.js", () => {
    expect(proxyOf({ HTTPS_PROXY, NO_PROXY: "*" }, "22.13.0")).toBeUndefined();
  });

  it("is ignored if ECS and STS are on the loopback", () => {
    const ecs = { ALIBABA_CLOUD_ENDPOINT_ECS: "http://127.0.0.1:8410" };

    expect(
      resolveConnection(source({ ...ecs, HTTPS_PROXY: "socks5://proxy.test" })).transport.proxy,
    ).toBeUndefined();
    expect(resolveConnection(source({ HTTPS_PROXY })).transport.proxy?.host).toBe("proxy.test:3128");
  });
});
