// The state of a version in a word.
import { Status, type Tone } from "#ui/status.tsx"

const words: Readonly<Record<string, readonly [Tone, string]>> = {
  building: ["busy", "Building"],
  ready: ["good", "Ready"],
  failed: ["bad", "Failed"],
}

export function VersionState({ state }: { readonly state: string }) {
  const [tone, word] = words[state] ?? ["quiet", state]
  return <Status tone={tone}>{word}</Status>
}
