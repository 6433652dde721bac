// Where a module's process listens. Has the shape of the engine's process address, so that the two meet without a conversion.
export type UpstreamAddress =
  | { readonly kind: "unix"; readonly path: string }
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }

/** One text per address: equal exactly when the addresses are. */
export function addressKey(address: UpstreamAddress): string {
  return address.kind === "unix" ? `unix:${address.path}` : `tcp:${address.host}:${address.port}`
}
