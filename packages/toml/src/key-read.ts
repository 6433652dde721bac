// One place where a module's code reads a key, as the code scan reports it.
export interface KeyRead {
  readonly keyPath: readonly string[]
  readonly file: string
  readonly line: number
  /** As the code writes it: `st.secrets["KEY"]`, `os.environ["KEY"]`. */
  readonly access?: string
  /** The code works without it: read by `in` or with a default. */
  readonly optional?: boolean
  /** What is read is a section: `st.connection("name")` reads `connections.name`. */
  readonly section?: boolean
}

/** @returns how the code reads the key, as Python writes it */
export function accessOf({ access, keyPath }: KeyRead): string {
  return access ?? `st.secrets${keyPath.map((key) => `[${JSON.stringify(key)}]`).join("")}`
}
