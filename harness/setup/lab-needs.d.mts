/** Why the lab cannot run on this machine, with what to do about it; undefined if it can. */
export function labMissing(): string | undefined
