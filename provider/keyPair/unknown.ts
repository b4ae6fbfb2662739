/** A value that a preview does not know yet; each host turns its own wire form into this and back. */
export const unknown: unique symbol = Symbol("unknown");
