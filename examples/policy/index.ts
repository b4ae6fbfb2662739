// What a team asks of its key pairs: tags on all of them, and in production no fixed name and no key that ECS has made.
import { PolicyPack, type ResourceValidationPolicy } from "@pulumi/policy";

// The two hosts of one resource: the class of the package's root, and that of its plugin.
const keyPairTypes = ["pulumi-nodejs:dynamic/alicloud:KeyPair", "alicloud-keypair:index:KeyPair"];

// How this team calls its production stacks: prod, production, prod-eu.
const production = /^prod(uction)?(-|$)/;

// urn:pulumi:STACK::PROJECT::TYPE::NAME
const isProduction = (urn: string): boolean => production.test(urn.split("::")[0]?.split(":")[2] ?? "");

const tagged: ResourceValidationPolicy = {
  name: "key-pair-tags",
  description: "Every key pair says by its tags whose it is and what for.",
  enforcementLevel: "mandatory",
  validateResource: ({ type, props }, reportViolation) => {
    if (!keyPairTypes.includes(type)) return;
    const tags: Record<string, unknown> = props["tags"] ?? {};
    const missing = ["team", "purpose"].filter((key) => (tags[key] ?? "") === "");
    if (missing.length > 0) {
      reportViolation(`It lacks ${missing.join(" and ")}. Set them in the argument tags.`);
    }
  },
};

// Key pairs whose name the stack's autonaming has made. The input that tells is hidden from validations, not from remediations,
// which the engine runs first. Nothing is remedied here.
const autonamed = new Set<string>();

const unnamed: ResourceValidationPolicy = {
  name: "key-pair-generated-name",
  description:
    "In production a key pair's name is generated, so that a new key is there before the old one goes.",
  enforcementLevel: "remediate",
  remediateResource: ({ type, props, urn }) => {
    const madeByCheck: unknown = keyPairTypes.includes(type) ? props["__defaults"] : undefined;
    if (Array.isArray(madeByCheck) && madeByCheck.includes("keyPairName")) autonamed.add(urn);
  },
  validateResource: ({ type, props, urn }, reportViolation) => {
    if (!keyPairTypes.includes(type) || !isProduction(urn)) return;
    if (props["keyPairName"] !== undefined && !autonamed.has(urn)) {
      reportViolation("The program names it. Leave the argument keyPairName out.");
    }
  },
};

const local: ResourceValidationPolicy = {
  name: "key-pair-local-key",
  description: "In production the cloud never sees a private key.",
  enforcementLevel: "mandatory",
  validateResource: ({ type, props, urn }, reportViolation) => {
    if (!keyPairTypes.includes(type) || !isProduction(urn)) return;
    if (props["keySource"] !== "local") {
      reportViolation('ECS would make its key, or nobody knows who did. Set keySource: "local".');
    }
  },
};

new PolicyPack("key-pairs", { policies: [tagged, unnamed, local] });
