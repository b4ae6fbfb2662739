/** What this package's resource classes share: they declare their resource on the dynamic host. */
import * as pulumi from "@pulumi/pulumi";
import { secretNames, undefinedOutputs, type Fields } from "../../provider/resource/fields";
import { assertInstalled } from "./installed";
import { ownerOf } from "./owner";
import { withoutTraces } from "./traces";

/** What a class declares. */
export interface Declaration {
  /** The last part of the resource's type. */
  readonly type: string;
  readonly provider: pulumi.dynamic.ResourceProvider;
  readonly fields: Fields;
  /** Whether two such resources can't exist at the same time, as with a fixed name. */
  readonly isUnique: boolean;
}

/** The base of the resource classes. */
export abstract class Resource extends pulumi.dynamic.Resource {
  /** @throws Error if this package is linked instead of installed: Pulumi would write its code into state */
  protected constructor(
    { type, provider, fields, isUnique }: Declaration,
    name: string,
    args: object,
    opts: pulumi.CustomResourceOptions,
  ) {
    assertInstalled(provider);
    const restoreTraces = withoutTraces();
    try {
      const inputs = properties(fields, name, args, opts);
      super(provider, name, inputs, options(fields, isUnique, opts), "alicloud", type);
    } catch (error) {
      restoreTraces(error);
      throw error;
    }
    restoreTraces();
  }
}

function properties(
  fields: Fields,
  name: string,
  args: object,
  opts: pulumi.CustomResourceOptions,
): pulumi.Inputs {
  return {
    ...undefinedOutputs(fields),
    ...args,
    // The host would not receive these otherwise.
    owner: ownerOf(name, opts.parent),
    ...(opts.customTimeouts !== undefined && { customTimeouts: opts.customTimeouts }),
    ...(opts.replaceOnChanges !== undefined && { replaceOnChanges: opts.replaceOnChanges }),
  };
}

function options(
  fields: Fields,
  isUnique: boolean,
  opts: pulumi.CustomResourceOptions,
): pulumi.CustomResourceOptions {
  const ours: pulumi.CustomResourceOptions = { additionalSecretOutputs: [...secretNames(fields, [])] };
  // A trigger replaces without asking the provider: the old and the new resource would exist at once.
  if (isUnique && opts.replacementTrigger !== undefined) {
    ours.deleteBeforeReplace = opts.deleteBeforeReplace ?? true;
  }
  return pulumi.mergeOptions(opts, ours);
}
