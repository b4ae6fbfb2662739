/** How a host's requests travel: TLS that is always verified, proxies, time to connect, and nothing of it in a log. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { inputs, it as base } from "./fixtures";
import { makeCertificate, startProxy, startSilence, startTls } from "./network";
import type { Certificate, ConnectProxy, Listening } from "./network";

const dev = inputs({ keyPairName: "dev" });

interface Fixtures {
  certificate: Certificate;
  /** The emulator behind TLS. */
  secure: Listening;
  /** The status line with which the proxy refuses; empty where it does not. */
  refusal: string;
  proxy: ConnectProxy;
  silentPort: number;
  /** Takes connections and says nothing. */
  silence: Listening;
}

const it = base.extend<Fixtures>({
  certificate: async ({ home }, use) => {
    await use(await makeCertificate(home));
  },
  secure: async ({ certificate, emulator }, use) => {
    const secure = await startTls(certificate, Number(new URL(emulator.url).port));
    await use(secure);
    await secure.close();
  },
  refusal: "",
  proxy: async ({ secure, refusal }, use) => {
    const proxy = await startProxy(secure.port, refusal === "" ? undefined : refusal);
    await use(proxy);
    await proxy.close();
  },
  silentPort: 0,
  silence: async ({ silentPort }, use) => {
    const silence = await startSilence(silentPort);
    await use(silence);
    await silence.close();
  },
});

function endpoints(url: string): Record<string, string> {
  return { ALIBABA_CLOUD_ENDPOINT_ECS: url, ALIBABA_CLOUD_ENDPOINT_STS: url };
}

/** Endpoints that no name server knows: only the proxy leads there. */
const hidden = {
  ALIBABA_CLOUD_ENDPOINT_ECS: "https://ecs.keypair.test",
  ALIBABA_CLOUD_ENDPOINT_STS: "https://sts.keypair.test",
};

describe.concurrent("TLS", () => {
  it("with an own authority works through NODE_EXTRA_CA_CERTS", async ({
    startHost,
    secure,
    certificate,
    emulator,
  }) => {
    const env = { ...endpoints(`https://127.0.0.1:${secure.port}`), NODE_EXTRA_CA_CERTS: certificate.file };
    const host = await startHost({ env });

    const { outs } = await host.create(dev);

    expect(outs["accountId"]).toBe(emulator.accountId());
    expect(emulator.keyPairs()).toHaveLength(1);
  });

  it.for([
    ["by default", {}],
    ["with NODE_TLS_REJECT_UNAUTHORIZED=0", { NODE_TLS_REJECT_UNAUTHORIZED: "0" }],
  ] as const)(
    "is verified %s: a certificate that is not trusted gets no request",
    async ([, extra], { startHost, secure, emulator }) => {
      const host = await startHost({ env: { ...endpoints(`https://127.0.0.1:${secure.port}`), ...extra } });

      const created = host.create(dev);

      await expect(created).rejects.toThrow(/can't be reached: its TLS certificate is not trusted/);
      expect(emulator.calls()).toEqual([]);
    },
  );
});

describe.concurrent("HTTPS_PROXY", () => {
  it("is gone through, with its user and password", async ({ startHost, proxy, certificate, emulator }) => {
    const HTTPS_PROXY = `http://me:s3cret-of-proxy@127.0.0.1:${proxy.port}`;
    const host = await startHost({ env: { ...hidden, HTTPS_PROXY, NODE_EXTRA_CA_CERTS: certificate.file } });

    const { outs } = await host.create(dev);

    expect(emulator.keyPairs().map((pair) => pair.publicKey)).toEqual([outs["publicKey"]]);
    expect(new Set(proxy.targets)).toEqual(new Set(["sts.keypair.test:443", "ecs.keypair.test:443"]));
    expect(Buffer.from(String(proxy.authorizations[0]).slice("Basic ".length), "base64").toString()).toBe(
      "me:s3cret-of-proxy",
    );
  });

  it("does not stand in for TLS: the certificate behind it is verified", async ({
    startHost,
    proxy,
    emulator,
  }) => {
    const env = { ...hidden, HTTPS_PROXY: `127.0.0.1:${proxy.port}`, NODE_TLS_REJECT_UNAUTHORIZED: "0" };
    const host = await startHost({ env });

    const created = host.create(dev);

    await expect(created).rejects.toThrow(
      new RegExp(`its TLS certificate is not trusted, through the proxy 127\\.0\\.0\\.1:${proxy.port}`),
    );
    expect(emulator.calls()).toEqual([]);
  });

  it("leads to the service of a CloudSSO profile, whose reply is read", async ({
    startHost,
    proxy,
    certificate,
    home,
  }) => {
    const profile = {
      ...{ name: "sso", mode: "CloudSSO", cloud_sso_sign_in_url: "https://sts.keypair.test/start/login" },
      ...{ cloud_sso_account_id: "1", cloud_sso_access_config: "ac-1", access_token: "s3cret-token" },
      cloud_sso_access_token_expire: 4_102_444_800,
    };
    await mkdir(join(home, ".aliyun"));
    const content = JSON.stringify({ current: "sso", profiles: [profile] });
    await writeFile(join(home, ".aliyun", "config.json"), content);
    const env = {
      ...{ ...hidden, HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, NODE_EXTRA_CA_CERTS: certificate.file },
      ...{ ALICLOUD_ACCESS_KEY: "", ALICLOUD_SECRET_KEY: "" },
    };
    const host = await startHost({ env });

    const failure: unknown = await host.create(dev).catch((error: unknown) => error);

    // The emulator behind the proxy serves no sign-in.
    expect(String(failure)).toMatch(
      /the CloudSSO sign-in of profile sso was refused: \w* ?\(?HTTP 4\d\d.*Log in again with aliyun configure --mode CloudSSO --profile sso$/m,
    );
    expect(proxy.targets).toEqual(["sts.keypair.test:443"]);
    expect(String(failure) + host.output()).not.toContain("s3cret");
  });

  it("is left out for what NO_PROXY names", async ({ startHost, proxy }) => {
    const env = {
      ...hidden,
      HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
      NO_PROXY: "elsewhere.test,.keypair.test",
    };
    const host = await startHost({ env });

    const created = host.create({ ...dev, customTimeouts: { create: "20s" } });

    await expect(created).rejects.toThrow(
      /ecs\.keypair\.test can't be reached: its host name does not resolve/,
    );
    expect(proxy.targets).toEqual([]);
  });

  it("is left out for an emulator on the loopback", async ({ startHost, emulator }) => {
    const dead = "http://127.0.0.1:9";
    const env = { HTTPS_PROXY: dead, https_proxy: dead, HTTP_PROXY: dead, http_proxy: dead };
    const host = await startHost({ env });

    await host.create(dev);

    expect(emulator.keyPairs()).toHaveLength(1);
  });

  it("that can't be reached is told by its host, without user and password", async ({
    startHost,
    silence,
  }) => {
    await silence.close();
    const HTTPS_PROXY = `http://me:s3cret-of-proxy@127.0.0.1:${silence.port}`;
    const host = await startHost({ env: { ...hidden, HTTPS_PROXY } });

    const failure: unknown = await host.create(dev).catch((error: unknown) => error);

    expect(String(failure)).toContain(
      `ecs.keypair.test can't be reached: the connection through the proxy 127.0.0.1:${silence.port} (HTTPS_PROXY) failed: connection refused`,
    );
    expect(String(failure) + host.output()).not.toContain("s3cret-of-proxy");
  });

  it.extend({ refusal: "407 Proxy Authentication Required" })(
    "that refuses is told with its status; the create has had no effect",
    async ({ startHost, proxy, emulator }) => {
      const host = await startHost({ env: { ...hidden, HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` } });

      const created = host.create(dev);

      await expect(created).rejects.toThrow(/\(HTTPS_PROXY\) failed: the proxy returned HTTP 407/);
      await expect(created).rejects.not.toThrow(/may exist/);
      expect(emulator.calls()).toEqual([]);
    },
  );

  it("that says nothing is given up on after clientConnectTimeout", async ({ startHost, silence }) => {
    const host = await startHost({
      env: { ...hidden, HTTPS_PROXY: `http://127.0.0.1:${silence.port}` },
      config: { "alicloud-keypair:clientConnectTimeout": "300" },
    });

    const created = host.create(dev);

    await expect(created).rejects.toThrow(
      new RegExp(`the connection through the proxy 127\\.0\\.0\\.1:${silence.port} timed out after 0\\.3 s`),
    );
  });

  it("that can't be used shows at preview", async ({ startHost }) => {
    const host = await startHost({
      env: { ...hidden, HTTPS_PROXY: "socks5://me:s3cret-of-proxy@127.0.0.1:1080" },
    });

    const { failures } = await host.check({}, dev);

    expect(failures).toMatchObject([
      { reason: expect.stringMatching(/^HTTPS_PROXY must be an http:\/\/ URL/) as unknown },
    ]);
    expect(JSON.stringify(failures)).not.toContain("s3cret-of-proxy");
  });
});

describe.concurrent("time", () => {
  it("to connect that is over is no lost answer: nothing can have been made", async ({
    startHost,
    silence,
  }) => {
    const host = await startHost({
      env: endpoints(`https://127.0.0.1:${silence.port}`),
      config: { "alicloud:clientConnectTimeout": "300" },
    });

    const created = host.create(dev);

    await expect(created).rejects.toThrow(/can't be reached: the connection timed out after 0\.3 s/);
    await expect(created).rejects.not.toThrow(/may exist/);
  });

  it("to answer that is over on a standing connection is a lost answer", async ({ startHost, emulator }) => {
    emulator.faults.add({ kind: "neverAnswer", effect: true, action: "CreateKeyPair", calls: 1 });
    const config = { "alicloud:clientReadTimeout": "400", "alicloud:clientConnectTimeout": "300" };
    const host = await startHost({ config });

    const { outs } = await host.create(dev);

    expect(emulator.keyPairs().map((pair) => pair.publicKey)).toEqual([outs["publicKey"]]);
    expect(emulator.calls().map((call) => call.action)).toContain("DeleteKeyPairs");
  });

  it("to try again is bounded by maxRetryTimeout, in seconds", async ({ startHost, emulator }) => {
    emulator.faults.add({ kind: "error", code: "Throttling.User", action: "CreateKeyPair" });
    const host = await startHost({ config: { "alicloud:maxRetryTimeout": "3" } });

    const created = host.create(dev);

    await expect(created).rejects.toThrow(/CreateKeyPair failed: Throttling\.User/);
    const tries = emulator.calls().filter((call) => call.action === "CreateKeyPair");
    expect(tries.length).toBeGreaterThan(1);
  });

  it.for(["clientReadTimeout", "clientConnectTimeout", "maxRetryTimeout"])(
    "that is no number shows at preview: %s",
    async (key, { startHost }) => {
      const host = await startHost({ config: { [`alicloud:${key}`]: "soon" } });

      const { failures } = await host.check({}, dev);

      expect(failures).toMatchObject([
        { reason: expect.stringContaining(`${key} must be a whole number`) as unknown },
      ]);
    },
  );
});

describe.concurrent("DEBUG=*", () => {
  it("prints nothing of a request: no header, no signature, no token", async ({ startHost, emulator }) => {
    const assumeRole = JSON.stringify({ roleArn: `acs:ram::${emulator.accountId()}:role/deploy` });
    const host = await startHost({
      env: { DEBUG: "*" },
      config: { "alicloud-keypair:assumeRole": assumeRole },
    });

    await host.create(dev);

    expect(emulator.calls().map((call) => call.outcome)).toEqual(["OK", "OK", "OK"]);
    expect(host.output()).not.toMatch(/httpx|authorization|signature|x-acs-|STS\./i);
  });
});
