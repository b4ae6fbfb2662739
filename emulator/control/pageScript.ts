// The page's script, which queries the control API every second and shows the result. It follows the timelines' script.

/** Plain JavaScript. Text from outside reaches the page only as text, never as HTML. */
export const pageScript = `
const shown = 50;
const remembered = 1000;
const cell = (text, className) => {
  const td = element("td", text, className);
  td.role = "cell";
  return td;
};
const fill = (id, rows, nothing) => {
  const heads = [...document.querySelectorAll("#" + id + " th")].map((head) => head.textContent);
  if (rows.length === 0) {
    const td = cell(nothing, "none");
    td.colSpan = heads.length;
    rows = [[td]];
  } else {
    for (const cells of rows) for (const [index, td] of cells.entries()) td.dataset.label = heads[index];
  }
  document.querySelector("#" + id + " tbody").replaceChildren(...rows.map((cells) => {
    const tr = element("tr", "");
    tr.role = "row";
    tr.append(...cells);
    return tr;
  }));
};
const tagText = (tags) => Object.entries(tags).map(([key, value]) => value ? key + "=" + value : key).join(", ");
const about = ({ KeyPairName, KeyPairNames, InstanceIds, InstanceId, ...rest }) => [
  KeyPairName ?? KeyPairNames ?? rest["ResourceId.1"] ?? rest.ResourceId,
  InstanceIds ?? InstanceId ?? rest["InstanceId.1"],
].filter(Boolean).join(" ");
const keyPairRow = (k) => [
  cell(k.regionId), cell(k.keyPairName), cell(k.fingerPrint, "mono"), cell(tagText(k.tags)),
  cell(k.instanceIds.join(", ")), cell(k.creationTime.replace("T", " ").slice(0, 19)), cell(k.accountId),
];
const troubles = (i) => !i.agent ? "" : [
  i.agent, i.network === "cut" && "network cut", i.disk === "full" && "disk full", i.failCommands && "commands fail",
].filter(Boolean).join(", ");
const instanceRow = (i) => [
  cell(i.regionId), cell(i.instanceId), cell(i.osType), cell(i.status), cell(i.keyPairName ?? ""),
  cell(i.ssh ? i.ssh.host + ":" + i.ssh.port : "", "mono"), cell(troubles(i)), cell(i.accountId),
];
const callRow = (c) => [
  cell(new Date(c.timeMs).toISOString().slice(11, 23), "mono"), cell(c.action, "word"), cell(c.parameters.RegionId ?? ""),
  cell(about(c.parameters)), cell(c.fault ? c.outcome + " (fault: " + c.fault + ")" : c.outcome, kindOf(c)),
  cell(c.accessKeyId),
];
const get = async (path) => {
  const response = await fetch("/_emulator/" + path);
  if (!response.ok) throw new Error(path + " returned " + response.status);
  return response.json();
};
const show = async () => {
  const [{ keyPairs }, { instances }, { calls, counts }] = await Promise.all([
    get("key-pairs"), get("instances"), get("calls?last=" + remembered),
  ]);
  fill("key-pairs", keyPairs.map(keyPairRow), "No key pairs yet.");
  fill("instances", instances.map(instanceRow), "No instances yet. POST one to /_emulator/instances.");
  showTimelines(calls, keyPairs);
  fill("calls", calls.slice(-shown).reverse().map(callRow), "No calls yet.");
  const answered = Object.values(counts).flatMap((c) => Object.values(c)).reduce((a, b) => a + b, 0);
  const regions = new Set(keyPairs.map((k) => k.regionId)).size;
  return counted(keyPairs.length, "key pair") + " in " + counted(regions, "region") + ", " + counted(answered, "call") + " answered";
};
const counted = (number, noun) => number + " " + noun + (number === 1 ? "" : "s");
const watch = async () => {
  let status;
  try {
    status = await show();
  } catch (error) {
    status = "The emulator is not responding: " + error.message;
  }
  document.querySelector("#status").textContent = status;
  setTimeout(watch, 1000);
};
watch();
`;
