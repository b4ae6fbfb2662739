/** What a person is shown of a failure: its message, and of what is no error of ours nothing but that it happened. */

/** The message to show. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "unexpected failure of pulumi-alicloud-keypair";
}
