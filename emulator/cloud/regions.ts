// The regions of the emulated cloud.
import { unknownRegion } from "../api/errors";
import type { Readings } from "../readings";

/** Region ids with the local names that DescribeRegions returns. */
export const regions: ReadonlyMap<string, string> = new Map([
  ["cn-qingdao", "China (Qingdao)"],
  ["cn-beijing", "China (Beijing)"],
  ["cn-zhangjiakou", "China (Zhangjiakou)"],
  ["cn-huhehaote", "China (Hohhot)"],
  ["cn-wulanchabu", "China (Ulanqab)"],
  ["cn-hangzhou", "China (Hangzhou)"],
  ["cn-shanghai", "China (Shanghai)"],
  ["cn-nanjing", "China (Nanjing)"],
  ["cn-fuzhou", "China (Fuzhou)"],
  ["cn-wuhan-lr", "China (Wuhan)"],
  ["cn-shenzhen", "China (Shenzhen)"],
  ["cn-heyuan", "China (Heyuan)"],
  ["cn-guangzhou", "China (Guangzhou)"],
  ["cn-chengdu", "China (Chengdu)"],
  ["cn-hongkong", "China (Hong Kong)"],
  ["ap-northeast-1", "Japan (Tokyo)"],
  ["ap-northeast-2", "South Korea (Seoul)"],
  ["ap-southeast-1", "Singapore"],
  ["ap-southeast-3", "Malaysia (Kuala Lumpur)"],
  ["ap-southeast-5", "Indonesia (Jakarta)"],
  ["ap-southeast-6", "Philippines (Manila)"],
  ["ap-southeast-7", "Thailand (Bangkok)"],
  ["us-east-1", "US (Virginia)"],
  ["us-west-1", "US (Silicon Valley)"],
  ["eu-west-1", "UK (London)"],
  ["eu-central-1", "Germany (Frankfurt)"],
  ["me-east-1", "UAE (Dubai)"],
  ["me-central-1", "SAU (Riyadh - Partner Region)"],
]);

/**
 * Checks that a region exists.
 *
 * @throws {@link ApiError} InvalidRegionId.NotFound
 */
export function checkRegion(regionId: string, readings: Readings): string {
  if (!regions.has(regionId)) throw unknownRegion(readings);
  return regionId;
}
