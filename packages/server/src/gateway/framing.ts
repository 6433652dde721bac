// Who may frame a module's page: its own origin, because Streamlit's components are frames of it, and the install's embed origins.

// Keeps an entry from ending the directive or the header: anything that is not a plain origin is left out.
const ORIGIN = /^https?:\/\/[a-z0-9.-]{1,253}(?::\d{1,5})?$/

export function frameAncestors(embedOrigins: readonly string[]): string {
  return ["'self'", ...embedOrigins.filter((origin) => ORIGIN.test(origin))].join(" ")
}

/**
 * The module's Content-Security-Policy with every `frame-ancestors` of its own taken out: a policy of the module could only
 * narrow ours, and the embed origins are the install owner's to set. Undefined when nothing is left.
 */
export function withoutFrameAncestors(policies: string): string | undefined {
  if (!/frame-ancestors/i.test(policies)) return policies
  const kept = policies
    .split(",")
    .map((policy) =>
      policy
        .split(";")
        .filter((directive) => !/^\s*frame-ancestors(?:\s|$)/i.test(directive))
        .join(";")
        .trim(),
    )
    .filter((policy) => policy.replaceAll(";", "").trim() !== "")
  return kept.length === 0 ? undefined : kept.join(", ")
}
