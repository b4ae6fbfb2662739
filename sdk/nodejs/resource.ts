/** What every resource class of this package does alike: it declares the resource on the dynamic host. */
import * as pulumi from "@pulumi/pulumi";
import { secretNames, undefinedOutputs, type Fields } from "../../provider/resource/fields";
import { assertInstalled } from "./installed";
import { ownerOf } from "./owner";
import { withoutTraces } from "./traces";

/** What a class declares. */
export interface Declaration {
  /** As the type ends. */
  readonly type: string;
  readonly provider: pulumi.dynamic.ResourceProvider;
  readonly fields: Fields;
  /** Whether no second one like it can be there at the same time, as where its name is fixed. */
  readonly isUnique: boolean;
}

/** The base of the classes. */
export abstract class Resource extends pulumi.dynamic.Resource {
  /** @throws Error when this package is linked rather than installed: Pulumi would write its code into state */
  protected constructor(
    { type, provider, fields, isUnique }: Declaration,
    name: string,
    args: object,
    opts: pulumi.CustomResourceOptions,
  ) {
    assertInstalled(provider);
    const takeTraces = withoutTraces();
    try {
      const inputs = properties(fields, name, args, opts);
      super(provider, name, inputs, options(fields, isUnique, opts), "alicloud", type);
    } catch (error) {
      takeTraces(error);
      throw error;
    }
    takeTraces();
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
    // The host is told none of these otherwise.
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
  // A trigger replaces without asking the provider, so that the two would be there at once.
  if (isUnique && opts.replacementTrigger !== undefined) {
    ours.deleteBeforeReplace = opts.deleteBeforeReplace ?? true;
  }
  return pulumi.mergeOptions(opts, ours);
}
