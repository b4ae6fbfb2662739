/** The program under test, in the engine's order: a key pair, its binding to instances, and its public key on them. */
import type { Host } from "../host";
import { openStack, type Stack } from "../stack";
import type { HeldKey } from "./doors";

/** The program's resources, in the order of the documentation: each depends on those before it. */
const resources = ["KeyPair", "KeyPairAttachment", "AuthorizedKey"] as const;

/** One of them. */
export type ProgramResource = (typeof resources)[number];

/** How an `up` is told to run. */
export interface UpOptions {
  /** `--target`; all by default. */
  readonly targets?: readonly ProgramResource[];
  /** With `--continue-on-error`, and an SDK whose programs succeed all the same: the engine deletes the old pair after a failure. */
  readonly deletesAfterFailure?: boolean;
  /** Further arguments of the authorized key. */
  readonly authorizedKey?: Readonly<Record<string, unknown>>;
}

/** The program's stack. */
export interface Program {
  /** Has the next `up` replace the key pair. */
  rotate(): void;
  /** @returns the texts of its failures, if there are any */
  up(options?: UpOptions): Promise<string | undefined>;
  /** Every key that state holds, the newest first. */
  held(): HeldKey[];
  /** All that state holds, but for its one secret. */
  plainState(): string[];
  /** Goes on with another process, as the next command does. */
  use(host: Host): void;
  stackOf(resource: ProgramResource): Stack;
}

/** Opens the program without any resource. */
export function openProgram(host: Host, instanceIds: readonly string[]): Program {
  const stacks: Record<ProgramResource, Stack> = {
    KeyPair: openStack(host.of("KeyPair"), undefined, "when told"),
    AuthorizedKey: openStack(host.of("AuthorizedKey")),
    KeyPairAttachment: openStack(host.of("KeyPairAttachment")),
  };
  const pair = stacks.KeyPair;
  let isRotating = false;

  const steps: Record<ProgramResource, (options: UpOptions) => Promise<string | undefined>> = {
    async KeyPair() {
      const owner = "project/stack/pair";
      const before = pair.recorded();
      const failure = await (isRotating ? pair.replace({ owner }, "create first") : pair.up({ owner }));
      isRotating &&= pair.recorded() === before;
      return failure;
    },
    AuthorizedKey({ authorizedKey = {} }) {
      const publicKey = pair.recorded()?.outputs["publicKey"];
      return stacks.AuthorizedKey.up({
        ...{ owner: "project/stack/authorized", publicKey, instanceIds },
        ...authorizedKey,
      });
    },
    KeyPairAttachment() {
      const keyPairName = pair.recorded()?.outputs["keyPairName"];
      return stacks.KeyPairAttachment.up({ owner: "project/stack/bound", keyPairName, instanceIds });
    },
  };
  return {
    rotate: () => {
      isRotating = true;
    },
    async up(options = {}) {
      const { targets = resources } = options;
      const failures: string[] = [];
      for (const resource of resources) {
        // Each depends on those before it: --continue-on-error has nothing to go on with.
        if (targets.includes(resource) && failures.length === 0) {
          failures.push(...textOf(await steps[resource](options)));
        }
      }
      if (targets.includes("KeyPair") && (failures.length === 0 || options.deletesAfterFailure === true)) {
        failures.push(...textOf(await pair.deleteOld()));
      }
      return failures.length === 0 ? undefined : failures.join("\n");
    },
    held: () =>
      pair.held().map(({ outputs }) => ({
        publicKey: String(outputs["publicKey"]),
        privateKey: String(outputs["privateKey"]),
      })),
    plainState: () =>
      resources.flatMap((resource) =>
        stacks[resource]
          .held()
          .map(({ id, inputs, outputs: { privateKey: _, ...outputs } }) =>
            JSON.stringify({ id, inputs, outputs }),
          ),
      ),
    use: (next) => {
      for (const resource of resources) {
        stacks[resource].use(next.of(resource));
      }
    },
    stackOf: (resource) => stacks[resource],
  };
}

function textOf(failure: string | undefined): string[] {
  return failure === undefined ? [] : [failure];
}
