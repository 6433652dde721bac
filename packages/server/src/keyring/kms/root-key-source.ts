// Reads MODKEEP_ROOT_KEY: a reference that says where the root key is kept, never the key itself.
import { resolve } from "node:path"
import { Fault } from "#base/fault.ts"
import { rootKeyFile } from "./file.ts"
import type { RootKeySource } from "./root-key.ts"

export function rootKeySource(reference: string): RootKeySource {
  const [, scheme, rest] = /^([a-z][a-z0-9-]*):(.+)$/s.exec(reference) ?? []
  if (scheme === "file" && rest !== undefined) return rootKeyFile(resolve(rest))
  // The text is not quoted: somebody may have put the key itself there.
  throw new Fault("config.invalid", {
    public:
      "MODKEEP_ROOT_KEY is no reference that this Modkeep knows. " +
      'Write file:PATH, such as "file:/etc/modkeep/root.key"; never put the key itself there',
  })
}
