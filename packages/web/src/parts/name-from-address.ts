// The name a module gets unless a person types another: the repository's, from any form of its address.
export function nameFromAddress(address: string): string {
  const typed = address.trim()
  const path =
    /^[\w.+-]+:\/\/[^/]+\/(.*)$/.exec(typed)?.[1] ?? /^[^/]+@[^/:]+:(.*)$/.exec(typed)?.[1]
  if (path === undefined) return ""
  const parts = (path.split(/[?#]/, 1)[0] ?? "").split("/").filter((part) => part !== "")
  const end = parts.findIndex((part) => ["-", "tree", "blob", "commit", "src"].includes(part))
  const repository = parts.slice(0, end > 1 ? end : undefined).at(-1) ?? ""
  return repository.replace(/\.git$/, "").slice(0, 80)
}
