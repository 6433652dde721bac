// What a version's author may choose about its environment; `undefined` is the default of each.
export interface BuildChoices {
  /** `commit` (default), `today`, or a date: `2023-07-15` or a full ISO 8601 time. */
  readonly resolveAs?: string | undefined
  /** `3.10` or `3.10.13`: wins over what the repository asks for. */
  readonly python?: string | undefined
  readonly extraPackages?: readonly string[] | undefined
  /** Default `sandboxed`. `unsandboxed` is the knowing choice where the machine can have no sandbox. */
  readonly sourceBuilds?: "sandboxed" | "never" | "unsandboxed" | undefined
  /** Default `enforce`; `warn` is "deploy anyway". */
  readonly importCheck?: "enforce" | "warn" | undefined
}
