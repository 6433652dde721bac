// States what must hold. A broken invariant is a bug of ours: it ends the request as `internal`, never as a message to the user.
export function invariant(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${what}`)
}
