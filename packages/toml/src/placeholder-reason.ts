// Tells a sample that somebody must replace from a default that may stay, and says by what.

/** @returns how the value shows that it is a sample, to follow "it …"; undefined when it reads like a real value */
export function placeholderReason(value: string): string | undefined {
  const text = value.trim()
  if (text.length > samplesLengthMax) return undefined
  return signs.find(({ pattern }) => pattern.test(text))?.reason
}

/** Nobody writes a longer sample; the patterns below may take quadratic time. */
const samplesLengthMax = 256

const signs: readonly { pattern: RegExp; reason: string }[] = [
  { pattern: /^<.*>$|^\{\{.*\}\}$|^\$\{.*\}$|^%.+%$/s, reason: "stands in brackets" },
  { pattern: /^\[.*\b(?:your|key|token|here)\b.*\]$/i, reason: "stands in brackets" },
  { pattern: /^[xX]{2,}$|^[*•.…#_-]{2,}$/, reason: "is only filler" },
  { pattern: /x{4,}|X{4,}|\*{3,}|•{3,}|0{8,}/, reason: "is partly filler" },
  {
    pattern: /(?:^|[^a-z])(?:your|my)[^a-z]|^(?:your|my)[A-Z]/i,
    reason: "reads like an instruction",
  },
  {
    pattern:
      /(?:^|[^a-z])(?:change|replace|insert|enter|paste|put|fill|add|set|goes)(?:[^a-z]+.*|[^a-z]*)(?:me|this|here|in|it|with|your)(?:[^a-z]|$)/i,
    reason: "reads like an instruction",
  },
  {
    pattern: /(?:^|[^a-z])(?:goes|key|token|secret|value)[-_ ]?here$/i,
    reason: "reads like an instruction",
  },
  {
    pattern:
      /(?:^|[^a-z])(?:changeme|replaceme|placeholder|dummy|todo|fixme|tbd|redacted)(?:[^a-z]|$)/i,
    reason: "is a filler word",
  },
  { pattern: /(?:^|[@/.])example\.(?:com|org|net)(?:[:/]|$)|EXAMPLE/, reason: "names an example" },
  { pattern: /(?:\.\.\.|…)$/, reason: "breaks off" },
  {
    pattern:
      /^(?:password|passwd|secret|token|key|api[-_ ]?key|apikey|user(?:name)?|admin|test|sample|example|foo|bar|baz|none|null|n\/a|abc123|123456(?:7890?)?|string|value|pat)$/i,
    reason: "is a filler word",
  },
]
