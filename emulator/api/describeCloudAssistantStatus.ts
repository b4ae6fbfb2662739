// DescribeCloudAssistantStatus: which instances can run commands.
import { agentOf } from "../assistant/agentStatus";
import type { Invocation } from "../assistant/invocations";
import { instancesIn, type Cloud } from "../cloud/cloud";
import type { Instance } from "../cloud/instances";
import type { Place } from "../cloud/state";
import { placeOf, secondsIso, type Call, type ResponseFields } from "./call";
import { instanceIdsExceedLimit, unknownCommandInstance } from "./commandErrors";
import { pageOf, type Page } from "./commandPages";
import { numberedList, optional } from "./parameters";

const idsPerCall = 100;
const agentVersion = "2.2.3.857";

/** Lists the agents of instances. */
export function describeCloudAssistantStatus(cloud: Cloud, call: Call): ResponseFields {
  const { parameters } = call;
  const place = placeOf(cloud, call);
  const ids = [...new Set(numberedList(parameters, "InstanceId"))];
  if (ids.length > idsPerCall) throw instanceIdsExceedLimit();
  const instances = instancesIn(cloud, place);
  if (!ids.every((id) => instances.some(({ instanceId }) => instanceId === id))) {
    throw unknownCommandInstance();
  }
  const system = optional(parameters, "OSType")?.toLowerCase();
  const found = instances
    .filter(({ instanceId }) => ids.length === 0 || ids.includes(instanceId))
    .filter(({ osType }) => system === undefined || osType === system);
  // Documented: pages do not count beside InstanceId.N.
  const page = ids.length > 0 ? wholePage(found) : pageOf(parameters, found, ({ instanceId }) => instanceId);
  const invocations = cloud.invocations.list(place);
  return {
    ...page.fields,
    InstanceCloudAssistantStatusSet: {
      InstanceCloudAssistantStatus: page.entries.map((instance) =>
        describe(cloud, place, instance, invocations),
      ),
    },
  };
}

function wholePage(entries: readonly Instance[]): Page<Instance> {
  const { length } = entries;
  return { entries, fields: { PageNumber: 1, PageSize: length, TotalCount: length, NextToken: "" } };
}

function describe(
  cloud: Cloud,
  place: Place,
  instance: Instance,
  invocations: readonly Invocation[],
): ResponseFields {
  const { alive, lastHeartbeatMs } = agentOf(cloud, place, instance);
  const tasks = invocations
    .flatMap((invocation) => invocation.tasks)
    .filter(({ instanceId }) => instanceId === instance.instanceId)
    .map((task) => task.progress());
  const [latest] = tasks;
  const isInstalled = cloud.machines.find(place, instance.instanceId) !== undefined;
  return {
    InstanceId: instance.instanceId,
    CloudAssistantStatus: String(alive),
    CloudAssistantVersion: isInstalled ? agentVersion : "",
    LastHeartbeatTime: lastHeartbeatMs === undefined ? "" : secondsIso(lastHeartbeatMs),
    ActiveTaskCount: tasks.filter(({ status }) => status === "Running").length,
    InvocationCount: tasks.length,
    LastInvokedTime: latest === undefined ? "" : secondsIso(latest.startMs ?? latest.updateMs),
    OSType: instance.osType === "linux" ? "Linux" : "Windows",
    SupportSessionManager: isInstalled,
  };
}
