// DescribeRegions.
import type { Cloud } from "../cloud/cloud";
import { regions } from "../cloud/regions";
import type { AnswerFields, Call } from "./call";

/** Lists all regions; the endpoint of each is the emulator, so that no client strays from it. */
export function describeRegions(_cloud: Cloud, { host }: Call): AnswerFields {
  const list = [...regions].map(([regionId, localName]) => ({
    RegionId: regionId,
    LocalName: localName,
    RegionEndpoint: host,
    Status: "available",
  }));
  return { Regions: { Region: list } };
}
