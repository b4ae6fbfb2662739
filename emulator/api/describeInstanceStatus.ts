// DescribeInstanceStatus.
import { instancesIn, type Cloud } from "../cloud/cloud";
import { placeOf, type Call, type ResponseFields } from "./call";
import { tooManyInstanceIds } from "./instanceErrors";
import { integer, numberedList } from "./parameters";

const idsPerCall = 100;

/** Lists instances and their states, a page at a time. */
export function describeInstanceStatus(cloud: Cloud, call: Call): ResponseFields {
  const { parameters } = call;
  const ids = numberedList(parameters, "InstanceId");
  if (ids.length > idsPerCall) throw tooManyInstanceIds();
  const pageNumber = integer(parameters, "PageNumber", { default: 1, min: 1, max: 999_999_999 });
  const pageSize = integer(parameters, "PageSize", { default: 10, min: 1, max: 50 });
  const found = instancesIn(cloud, placeOf(cloud, call)).filter(
    ({ instanceId }) => ids.length === 0 || ids.includes(instanceId),
  );
  const page = found.slice((pageNumber - 1) * pageSize, pageNumber * pageSize);
  return {
    PageNumber: pageNumber,
    PageSize: pageSize,
    TotalCount: found.length,
    InstanceStatuses: {
      InstanceStatus: page.map(({ instanceId, status }) => ({ InstanceId: instanceId, Status: status })),
    },
  };
}
