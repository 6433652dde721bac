// Refuses what the resolved Streamlit release would read differently. Known only after resolving, when no pin said it before.
import { hasErrors } from "@modkeep/toml/diagnostic"
import { readsWithOldParser, refuseOldParser } from "@modkeep/toml/old-parser"

import { Fault } from "#base/fault.ts"
import type { OwnedVersion } from "#store/versions.ts"

import type { Context } from "../context.ts"
import { openDocument } from "./open-document.ts"

/** @throws Fault version.old_parser */
export async function checkOldParser(
  parts: Pick<Context, "keyring" | "store">,
  version: OwnedVersion,
  streamlit: string,
): Promise<void> {
  if (!readsWithOldParser(streamlit)) return
  const opened = await openDocument(parts, parts.store.db, { kind: "version", version })
  const diagnostics = refuseOldParser(opened.content.reveal())
  if (!hasErrors(diagnostics)) return
  throw new Fault("version.old_parser", {
    public: `Streamlit ${streamlit} cannot read this secrets document as it is written. Mend what the diagnostics name and create the version again`,
    problem: { diagnostics },
  })
}
