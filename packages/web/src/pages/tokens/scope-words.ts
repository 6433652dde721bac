// What a token may do, in words, in the order of growing power.
import type { Scope } from "@modkeep/contract/schemas/identity"

export const scopeWords: readonly (readonly [Scope, string])[] = [
  ["read", "See modules, apps, installs, logs and the audit log"],
  ["deploy", "Create modules and versions"],
  ["install", "Install versions, start and stop installs"],
  ["secrets", "Read masked documents and save new values"],
  ["reveal", "Read stored values in clear. Every reading is recorded"],
  ["tokens", "Make and revoke tokens, add and remove members"],
  ["operator", "Run the server: people, keys, health"],
]
