// The state of an install in a word; the same words as in the command line.
import type { Install } from "@modkeep/contract/schemas/install"

import { Status, type Tone } from "#ui/status.tsx"
import type { IconName } from "#ui/icon.tsx"

const words: Readonly<Record<Install["state"], readonly [Tone, string, IconName?]>> = {
  asleep: ["quiet", "Asleep", "moon"],
  starting: ["busy", "Starting"],
  running: ["good", "Running"],
  failed: ["bad", "Failed"],
  off: ["quiet", "Off", "stop"],
}

export function InstallState({ state }: { readonly state: Install["state"] }) {
  const [tone, word, icon] = words[state]
  return icon === undefined ? (
    <Status tone={tone}>{word}</Status>
  ) : (
    <Status tone={tone} icon={icon}>
      {word}
    </Status>
  )
}
