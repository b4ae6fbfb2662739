// The page at `/`, which shows what the cloud holds and which calls arrive.
import { createHash } from "node:crypto";
import { pageScript } from "./pageScript";
import { pageStyle } from "./pageStyle";
import { timelineScript } from "./timelineScript";

const script = timelineScript + pageScript;

const table = (id: string, heads: readonly string[]): string =>
  `<table id="${id}" role="table"><thead role="rowgroup"><tr role="row">${heads.map((head) => `<th scope="col" role="columnheader">${head}</th>`).join("")}</tr></thead><tbody role="rowgroup"></tbody></table>`;

const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>ECS key-pair emulator</title>
<link rel="icon" href="data:,">
<style>${pageStyle}</style>
</head>
<body>
<h1>ECS key-pair emulator</h1>
<p id="status" role="status">Loading…</p>
<h2>Key pairs</h2>
${table("key-pairs", ["Region", "Name", "Fingerprint", "Tags", "Bound instances", "Created", "Account"])}
<h2>Timelines</h2>
<p class="none">The calls about each key pair, in the order of arrival.</p>
<div id="timelines"></div>
<h2>Instances</h2>
${table("instances", ["Region", "Instance", "System", "State", "Key pair", "SSH", "Agent", "Account"])}
<h2>Calls</h2>
${table("calls", ["Time", "Action", "Region", "About", "Outcome", "Access key"])}
<script>${script}</script>
</body>
</html>
`;

const sourceHash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** The page, and the headers that keep it from loading or running anything else. */
export const page = {
  html,
  headers: {
    "content-type": "text/html;charset=utf-8",
    "content-security-policy":
      `default-src 'none'; connect-src 'self'; img-src data:; style-src ${sourceHash(pageStyle)}; ` +
      `script-src ${sourceHash(script)}; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
  },
};
