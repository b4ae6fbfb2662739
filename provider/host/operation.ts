/** Runs what the engine asked for, and sees its messages through to the engine before the answer goes out. */
import { startOperation, type Operation, type Voice } from "../rpc/operation";
import { openVoice, type Speaker } from "./voice";

/** For what makes no call. */
export async function speaking<T>(speaker: Speaker, work: (voice: Voice) => T): Promise<T> {
  const voice = openVoice(speaker);
  const result = work(voice);
  await voice.flushed();
  return result;
}

/** For an operation that has a time to keep, in milliseconds. */
export async function during<T>(
  speaker: Speaker,
  timeoutMs: number,
  work: (operation: Operation) => Promise<T>,
): Promise<T> {
  const voice = openVoice(speaker);
  try {
    return await work(startOperation(timeoutMs, voice));
  } finally {
    await voice.flushed();
  }
}
