// Recognises what is most likely a real credential: by the prefixes that issuers give theirs, else by how random it is.
//
// Used where a warning helps and a miss harms nobody: templates in a repository, comments. Samples are not taken for real.
import { placeholderReason } from "./placeholder-reason.ts"

/** @returns what the text looks like, with its article; undefined for samples and ordinary text */
export function looksLikeCredential(text: string, name = ""): string | undefined {
  const value = text.trim()
  if (value.length < 8) return undefined
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(value)) return "a private key"
  if (placeholderReason(value) !== undefined) return undefined
  const issued = issuers.find(({ pattern }) => pattern.test(value))
  if (issued !== undefined) return issued.what
  if (hasPasswordInAddress(value)) return "an address with a password"
  return isRandom(value, name) ? "a credential" : undefined
}

/** @returns what the first such word of a longer text looks like */
export function credentialWithin(text: string): string | undefined {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) return "a private key"
  for (const [, name, word] of text.matchAll(
    /(?:([A-Za-z0-9_-]+)["']?\s*(?:=|:(?!\/\/))\s*)?["'`(<]?([^\s"'`()<>,;]{8,})/g,
  )) {
    const found = looksLikeCredential(word ?? "", name)
    if (found !== undefined) return found
  }
  return undefined
}

const issuers: readonly { pattern: RegExp; what: string }[] = [
  { pattern: /^(?:AKIA|ASIA)[0-9A-Z]{16}$/, what: "an AWS access key" },
  {
    pattern: /^(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,})$/,
    what: "a GitHub token",
  },
  { pattern: /^glpat-[A-Za-z0-9_.-]{16,}$/, what: "a GitLab token" },
  { pattern: /^sk-[A-Za-z0-9_-]{16,}$/, what: "an API key" },
  { pattern: /^(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,}$/, what: "a Stripe key" },
  { pattern: /^xox[abeoprs]-[A-Za-z0-9-]{10,}$/, what: "a Slack token" },
  { pattern: /^AIza[0-9A-Za-z_-]{30,}$/, what: "a Google API key" },
  { pattern: /^hf_[A-Za-z0-9]{20,}$/, what: "a Hugging Face token" },
  {
    pattern: /^(?:npm_|pypi-|dop_v1_|gsk_|r8_|pplx-|tvly-|lsv2_|mk_)[A-Za-z0-9_-]{20,}$/,
    what: "an API token",
  },
  { pattern: /^SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}$/, what: "a SendGrid key" },
  { pattern: /^eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\./, what: "a signed token" },
]

function hasPasswordInAddress(value: string): boolean {
  const password = /^[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:([^\s@]+)@/i.exec(value)?.[1]
  return (
    password !== undefined &&
    password.length >= 4 &&
    placeholderReason(password) === undefined &&
    !/^[<{[$%].*[>}\]%]$/.test(password)
  )
}

/** Names of keys whose values are credentials, most likely. */
export const secretName = /key|token|secret|passw|pwd|pat$|pat_|credential|auth/i

/** Words and paths have little entropy for their length; issued keys have almost as much as their alphabet allows. */
function isRandom(value: string, name: string): boolean {
  if (!/^[A-Za-z0-9+/=_.~-]+$/.test(value)) return false
  if (/^[0-9a-f]{32,}$/i.test(value)) return /[0-9]/.test(value) && entropyBits(value) > 2.5
  const classes = [/[a-z]/, /[A-Z]/, /[0-9]/].filter((pattern) => pattern.test(value)).length
  const longEnough = secretName.test(name) ? 16 : 28
  const enoughClasses = secretName.test(name) ? 2 : 3
  return (
    value.length >= longEnough &&
    classes >= enoughClasses &&
    /[0-9]/.test(value) &&
    !/[-_./][A-Za-z]+[-_./][A-Za-z]+[-_./]/.test(value) &&
    entropyBits(value) > 3.3
  )
}

/** Bits per character of the text's own distribution. */
function entropyBits(value: string): number {
  const counts = new Map<string, number>()
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) {
    const share = count / value.length
    bits -= share * Math.log2(share)
  }
  return bits
}
