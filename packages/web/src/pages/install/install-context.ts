// What an install's text is held against while it is typed: every key that reaches the module, by name. The version's own text is its
// author's and is not here; the server checks against it.
import type { SecretsAnswer } from "@modkeep/contract/schemas/secrets"
import type { Version } from "@modkeep/contract/schemas/version"

import type { EditorContext } from "#editor/editor-context.ts"

import type { EffectiveKey } from "./effective-table.tsx"

interface Facts {
  readonly keys: SecretsAnswer["keys"]
  readonly effective: readonly EffectiveKey[]
  readonly version: Pick<Version, "reads" | "streamlit">
}

export function installContext({ keys, effective, version }: Facts): EditorContext {
  const inherited = effective.filter(({ origin }) => origin === "version")
  return {
    kind: "install",
    keys: [
      ...keys,
      ...inherited.map(({ keyPath, readBy }) => ({
        keyPath,
        readBy,
        required: false,
        set: true,
        origin: "version" as const,
      })),
    ],
    reads: version.reads,
    streamlit: version.streamlit ?? undefined,
    declared: effective.map(({ keyPath }) => keyPath),
  }
}
