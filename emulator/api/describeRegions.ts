// DescribeRegions.
import type { Cloud } from "../cloud/cloud";
import { regions } from "../cloud/regions";
import type { ResponseFields, Call } from "./call";

/** Lists all regions, each with the emulator as its endpoint so that clients stay with it. */
export function describeRegions(_cloud: Cloud, { host }: Call): ResponseFields {
  const list = [...regions].map(([regionId, localName]) => ({
    RegionId: regionId,
    LocalName: localName,
    RegionEndpoint: host,
    Status: "available",
  }));
  return { Regions: { Region: list } };
}
