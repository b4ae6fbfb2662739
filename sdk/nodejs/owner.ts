/** The owner of a key pair, as the class passes it to the dynamic host, which receives no URN. */
import * as pulumi from "@pulumi/pulumi";

/** `PROJECT/STACK/NAME`, or `PROJECT/STACK/PARENTS::NAME`, where the parents' types are joined as in a URN. */
export function ownerOf(name: string, parent: pulumi.Resource | undefined): string | Promise<string> {
  const stack = `${pulumi.getProject()}/${pulumi.getStack()}`;
  return parent === undefined
    ? ownerIn(stack, "", name)
    : urnOf(parent).then((urn) => ownerIn(stack, parentsIn(urn), name));
}

function ownerIn(stack: string, parents: string, name: string): string {
  const resource = parents === "" && !name.includes("::") ? name : `${parents}::${name}`;
  return `${stack}/${resource}`;
}

/** Not an output, which would make the key pair wait for its parent's other children. */
function urnOf(parent: pulumi.Resource): Promise<string> {
  return new Promise((resolve) => {
    parent.urn.apply(resolve);
  });
}

/** The types in `urn:pulumi:STACK::PROJECT::TYPES::NAME`, except the stack's own. */
function parentsIn(urn: string): string {
  const [, , types = ""] = urn.split("::");
  return types === "pulumi:pulumi:Stack" ? "" : types;
}
