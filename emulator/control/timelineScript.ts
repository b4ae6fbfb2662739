// The part of the page's script that shows each key pair's calls in the order in which they arrived.

/** Plain JavaScript, put before the page's script. It declares `showTimelines`. */
export const timelineScript = `
"use strict";
const signs = { ok: "✓", bad: "✕", odd: "!", none: "…" };
const effects = {
  error: "refused on request", neverAnswer: "the caller gets no response", dropConnection: "the caller's connection breaks",
  html: "the caller gets an HTML page", cutBody: "the caller gets half of the response", delay: "delayed",
};
const element = (name, text, className) => {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
};
const kindOf = ({ outcome, fault }) =>
  outcome === "PENDING" ? "none" : outcome !== "OK" ? "bad" : fault && fault !== "delay" ? "odd" : "ok";
const listed = (text) => {
  try {
    return [JSON.parse(text.replaceAll("'", '"'))].flat();
  } catch {
    return [text];
  }
};
const namesIn = ({ KeyPairName, KeyPairNames, ResourceType, ...rest }) => [
  ...(KeyPairName ? [KeyPairName] : []),
  ...(KeyPairNames ? listed(KeyPairNames) : []),
  ...(ResourceType === "keypair" ? Object.entries(rest).filter(([name]) => /^ResourceId(\\.\\d+)?$/.test(name)).map(([, id]) => id) : []),
];
const timelinesOf = (calls) => {
  const timelines = new Map();
  for (const call of calls)
    for (const name of new Set(namesIn(call.parameters))) {
      const key = JSON.stringify([call.parameters.RegionId ?? "", name]);
      timelines.set(key, [...(timelines.get(key) ?? []), call]);
    }
  return timelines;
};
const since = (ms) => "+" + (ms < 1000 ? ms + " ms" : (ms / 1000).toFixed(1) + " s");
const callEntry = (call, index, calls) => {
  const entry = element("li", "");
  const kind = kindOf(call);
  const time = element("time", new Date(call.timeMs).toISOString().slice(11, 23), "mono");
  const about = element("div", "");
  about.append(element("strong", call.action), " ", element("span", call.outcome, kind));
  if (call.fault) about.append(element("div", "fault: " + call.fault + ", " + (effects[call.fault] ?? ""), kind));
  const { InstanceIds } = call.parameters;
  const more = [
    index > 0 && since(call.timeMs - calls[index - 1].timeMs), InstanceIds && listed(InstanceIds).join(", "),
    "access key " + call.accessKeyId,
  ];
  about.append(element("div", more.filter(Boolean).join(", "), "none"));
  entry.append(time, element("span", signs[kind], "sign " + kind), about);
  return entry;
};
const openTimelines = new Map();
const showTimeline = (key, calls, exists) => {
  const [region, name] = JSON.parse(key);
  const look = JSON.stringify([calls, exists]);
  let shown = openTimelines.get(key);
  if (!shown) {
    shown = { details: element("details", ""), summary: element("summary", ""), list: element("ol", ""), look: "" };
    shown.details.append(shown.summary, shown.list);
    openTimelines.set(key, shown);
  }
  if (shown.look === look) return shown.details;
  shown.look = look;
  const overview = element("span", "", "signs");
  overview.setAttribute("aria-hidden", "true");
  overview.append(...calls.slice(-40).map((call) => element("span", signs[kindOf(call)], kindOf(call))));
  const facts = [region, counted(calls.length, "call"), !exists && "does not exist now"].filter(Boolean).join(", ");
  shown.summary.replaceChildren(element("strong", name), " ", element("span", facts, "none"), overview);
  shown.list.replaceChildren(...calls.map(callEntry));
  return shown.details;
};
const showTimelines = (calls, keyPairs) => {
  const existing = new Set(keyPairs.map(({ regionId, keyPairName }) => JSON.stringify([regionId, keyPairName])));
  const timelines = timelinesOf(calls);
  for (const key of openTimelines.keys()) if (!timelines.has(key)) openTimelines.delete(key);
  const all = [...timelines].map(([key, ofPair]) => showTimeline(key, ofPair, existing.has(key)));
  const parent = document.querySelector("#timelines");
  const wanted = all.length > 0 ? all : [element("p", "No calls about a key pair yet.", "none")];
  for (const shown of [...parent.children]) if (!wanted.includes(shown)) shown.remove();
  // What is there already stays where it is, open and focused.
  for (const [index, each] of wanted.entries())
    if (parent.children[index] !== each) parent.insertBefore(each, parent.children[index] ?? null);
};
`;
