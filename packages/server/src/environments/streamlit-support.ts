// The Streamlit releases that modules may use: from 1.22 on. Older ones are refused before anything is built.
import { Fault } from "#base/fault.ts"

import { compareVersions } from "./python-release.ts"

/** The oldest Streamlit that the launcher can feed secrets to. */
export const streamlitOldest = "1.22.0"

/** @param release undefined when it is not known yet. @throws Fault environment.streamlit_unsupported */
export function refuseOldStreamlit(release: string | undefined): void {
  if (release === undefined || compareVersions(release, streamlitOldest) <= 0) return
  const mend = `pin streamlit>=${streamlitOldest}`
  throw new Fault("environment.streamlit_unsupported", {
    public: `Streamlit ${release} is older than ${streamlitOldest}, the oldest that is supported. Mend: ${mend}`,
    problem: { mends: [mend] },
  })
}
