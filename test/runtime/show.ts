import { join } from "node:path"

import { openSession } from "../support/streamlit-client.ts"

/** Runs the script of a process once, in a session of its own, and gives the texts that it shows, a line each. */
export async function show(start: { readonly folder: string }): Promise<string> {
  const session = await openSession({ socketPath: join(start.folder, "app.sock") })
  const { texts } = await session.run()
  await session.close()
  return texts.join("\n")
}
