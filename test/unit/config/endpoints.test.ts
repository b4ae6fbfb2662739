/** The endpoints of ECS and STS. */
import Ecs from "@alicloud/ecs20140526";
import { $OpenApiUtil } from "@alicloud/openapi-core";
import { describe, expect, it } from "vitest";
import { configuredEndpoints, ecsEndpointOf } from "../../../provider/config/endpoints";
import { ConfigurationError } from "../../../provider/config/source";
import { source } from "./sources";

function endpoints(...settings: Parameters<typeof source>) {
  return configuredEndpoints(source(...settings));
}

describe("a configured endpoint", () => {
  it("comes from stack configuration before the environment", () => {
    const { ecs } = endpoints(
      { ALIBABA_CLOUD_ENDPOINT_ECS: "from-environment.example" },
      { endpoints: '[{"ecs": "from-stack.example"}]' },
    );

    expect(ecs).toEqual({ protocol: "https", host: "from-stack.example", fromRegion: false });
  });

  it.each(["http://127.0.0.1:8410", "http://localhost:8410", "http://[::1]:8410", "http://127.1.2.3"])(
    "may be %s without TLS",
    (address) => {
      expect(endpoints({ ALIBABA_CLOUD_ENDPOINT_ECS: address }).ecs?.protocol).toBe("http");
    },
  );

  it.each([
    "http://ecs.example",
    "http://127.0.0.1.example",
    "http://localhost.example",
    "http://10.0.0.1",
    "ftp://ecs.example",
    "https://ecs.example/path",
    "https://",
  ])("may not be %s", (address) => {
    expect(() => endpoints({ ALIBABA_CLOUD_ENDPOINT_ECS: address })).toThrow(ConfigurationError);
  });

  it("on the loopback serves STS too, so that fake credentials never reach the real one", () => {
    const { sts } = endpoints({ ALIBABA_CLOUD_ENDPOINT_ECS: "http://127.0.0.1:8410" });

    expect(sts?.host).toBe("127.0.0.1:8410");
  });

  it("that is not JSON is reported with an example", () => {
    expect(() => endpoints({}, { endpoints: "ecs.example" })).toThrow(/endpoints must be JSON, such as/);
  });
});

describe("a region's endpoint", () => {
  it.each([
    "cn-hangzhou",
    "cn-beijing",
    "ap-southeast-1",
    "cn-shanghai-finance-1",
    "cn-hangzhou-finance",
    "cn-north-2-gov-1",
  ])("of %s is the one that Alibaba's SDK uses", (regionId) => {
    const config = new $OpenApiUtil.Config({ accessKeyId: "a", accessKeySecret: "b", regionId });

    expect(ecsEndpointOf(regionId).host).toBe(new Ecs(config)._endpoint);
  });
});
