// What uv's refusal to resolve means, taken from its message. Wording checked against uv 0.13.9.
//
// Anything not recognised is a conflict whose text is passed on, so a changed wording costs convenience, not truth.
export type ResolveFailure =
  | {
      readonly kind: "later-release"
      readonly name: string
      readonly published: string
      readonly isPin: boolean
    }
  | { readonly kind: "no-upload-times" }
  | { readonly kind: "yanked"; readonly name: string; readonly specifier: string }
  | { readonly kind: "no-wheel"; readonly name: string; readonly specifier: string }
  | { readonly kind: "python"; readonly text: string }
  | { readonly kind: "not-found"; readonly name: string }
  | { readonly kind: "no-release"; readonly name: string; readonly specifier: string }
  | { readonly kind: "network"; readonly text: string }
  | { readonly kind: "source-build"; readonly name: string; readonly text: string }
  | { readonly kind: "conflict"; readonly text: string }

const name = "(?<name>[A-Za-z0-9][A-Za-z0-9._-]*)"
const bounds = "(?<specifier>(?:[=<>!~]=?=?[^\\s,]+,?)*)"

const patterns = {
  later: new RegExp(
    `\`${name}\` was filtered by \`exclude-newer\`[^\\n]*?The (?<which>requested version|latest version)[^\\n]*?published at (?<published>[0-9T:.Z+-]+?)\\.?(?:\\s|$)`,
    "u",
  ),
  undated: /missing an upload date/u,
  yanked: new RegExp(`${name}${bounds} was yanked`, "u"),
  build: new RegExp(`Failed to (?:download and )?build(?: source distribution)? \`?${name}`, "u"),
  missing: new RegExp(`${name} was not found in the package registry`, "u"),
  none: new RegExp(`there (?:is|are) no versions? of ${name}${bounds}`, "u"),
  wheels: new RegExp(`${name}${bounds} has no usable wheels`, "u"),
  wheelsHint: new RegExp(`Wheels are required for \`${name}\``, "u"),
  tags: new RegExp(`${name}${bounds} has no wheels with a matching`, "u"),
  python: /(?:requested|current) Python version \([^)]*\) does not satisfy/u,
  network:
    /Failed to fetch|error sending request|Request failed after|dns error|Could not connect|operation timed out|invalid peer certificate/u,
} as const

export function readResolveFailure(stderr: string): ResolveFailure {
  const text = stderr.replaceAll(/[ \t]*\n[ \t]+/gu, " ").replaceAll(/[ \t]+/gu, " ")
  const find = (pattern: RegExp): Record<string, string | undefined> | undefined =>
    pattern.exec(text)?.groups
  const named = (
    groups: Record<string, string | undefined>,
  ): { name: string; specifier: string } => ({
    name: groups["name"] ?? "",
    specifier: (groups["specifier"] ?? "").replace(/,$/u, ""),
  })
  const later = find(patterns.later)
  if (later !== undefined) {
    const isPin = later["which"] === "requested version"
    return {
      kind: "later-release",
      name: later["name"] ?? "",
      published: later["published"] ?? "",
      isPin,
    }
  }
  if (patterns.undated.test(text)) return { kind: "no-upload-times" }
  if (patterns.network.test(text)) return { kind: "network", text: stderr }
  const build = find(patterns.build)
  if (build !== undefined) return { kind: "source-build", name: build["name"] ?? "", text: stderr }
  const yanked = find(patterns.yanked)
  if (yanked !== undefined) return { kind: "yanked", ...named(yanked) }
  const missing = find(patterns.missing)
  if (missing !== undefined) return { kind: "not-found", name: missing["name"] ?? "" }
  const wheel = find(patterns.wheels) ?? find(patterns.tags) ?? find(patterns.wheelsHint)
  if (wheel !== undefined) return { kind: "no-wheel", ...named(wheel) }
  const none = find(patterns.none)
  if (none !== undefined) return { kind: "no-release", ...named(none) }
  if (patterns.python.test(text)) return { kind: "python", text: stderr }
  return { kind: "conflict", text: stderr }
}
