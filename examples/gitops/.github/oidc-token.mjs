// Gets an OIDC token for this job and writes it where the provider looks for one, readable for this user alone. GitHub's
// tokens are good for a few minutes: every step that calls Alibaba Cloud gets its own.
import { rm, writeFile } from "node:fs/promises";

const { ACTIONS_ID_TOKEN_REQUEST_URL, ACTIONS_ID_TOKEN_REQUEST_TOKEN, ALIBABA_CLOUD_OIDC_TOKEN_FILE } =
  process.env;
if (!ACTIONS_ID_TOKEN_REQUEST_URL || !ALIBABA_CLOUD_OIDC_TOKEN_FILE) {
  throw new Error(
    "a job gets OIDC tokens with the permission `id-token: write`, and never for a fork's pull request",
  );
}

// The audience is a client ID of the OIDC identity provider in RAM.
const response = await fetch(`${ACTIONS_ID_TOKEN_REQUEST_URL}&audience=sts.aliyuncs.com`, {
  headers: { authorization: `bearer ${ACTIONS_ID_TOKEN_REQUEST_TOKEN}` },
});
if (!response.ok) {
  throw new Error(`GitHub gave no OIDC token: HTTP ${response.status}`);
}
const { value } = await response.json();

console.log(`::add-mask::${value}`);
await rm(ALIBABA_CLOUD_OIDC_TOKEN_FILE, { force: true });
await writeFile(ALIBABA_CLOUD_OIDC_TOKEN_FILE, value, { mode: 0o600 });
