// The page at `/`, which shows what the cloud holds and which calls arrive.
import { createHash } from "node:crypto";
import { pageScript } from "./pageScript";

const style = `
  :root { color-scheme: light dark; font: 15px/1.45 system-ui, sans-serif; }
  body { margin: 1.5rem auto; max-width: 76rem; padding: 0 1rem; }
  h1 { font-size: 1.3rem; } h2 { font-size: 1.05rem; margin: 1.6rem 0 .4rem; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; padding: .25rem .7rem .25rem 0; border-bottom: 1px solid #8884; vertical-align: top; }
  td { overflow-wrap: anywhere; } td:first-child { white-space: nowrap; } .mono { font-family: ui-monospace, monospace; font-size: .9em; }
  .ok { color: #18794e; } .bad { color: #ce2c31; } .none { color: #888; }
  @media (prefers-color-scheme: dark) { .ok { color: #3dd68c; } .bad { color: #ff9592; } }
`;

const table = (id: string, heads: readonly string[]): string =>
  `<table id="${id}"><thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join("")}</tr></thead><tbody></tbody></table>`;

const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>ECS key-pair emulator</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<h1>ECS key-pair emulator</h1>
<p id="status" role="status">Loading…</p>
<h2>Key pairs</h2>
${table("key-pairs", ["Region", "Name", "Fingerprint", "Tags", "Bound instances", "Created", "Account"])}
<h2>Instances</h2>
${table("instances", ["Region", "Instance", "System", "State", "Key pair", "SSH", "Agent", "Account"])}
<h2>Calls</h2>
${table("calls", ["Time", "Action", "Region", "About", "Outcome", "Access key"])}
<script>${pageScript}</script>
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
      `default-src 'none'; connect-src 'self'; img-src data:; style-src ${sourceHash(style)}; ` +
      `script-src ${sourceHash(pageScript)}; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
  },
};
