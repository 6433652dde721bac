// An environment in which Streamlit itself does not import is no environment: the build fails with the reason.
import { Fault } from "#base/fault.ts"

import { type Build, remainingMs } from "./build.ts"
import { explainImport } from "./explain-import.ts"
import { tryImports } from "./try-imports.ts"

export async function checkStreamlit(making: Build): Promise<void> {
  const { workshop, resolution, folder, choices } = making
  if (workshop.tools.bubblewrap === undefined && choices.sourceBuilds !== "unsandboxed") {
    making.tell(
      "check",
      `"import streamlit" was not tried: ${workshop.tools.sandboxProblem ?? "no sandbox"}`,
      "warning",
    )
    return
  }
  making.tell("check", "importing streamlit")
  const { outcomes, stderr } = await tryImports(workshop, {
    python: `${folder}/bin/python`,
    readOnly: [folder, resolution.interpreter.prefix],
    modules: ["streamlit"],
    timeoutMs: Math.min(remainingMs(making), workshop.limits.importCheckTimeoutMs),
    signal: making.signal,
  })
  const outcome = outcomes[0]
  if (outcome === undefined || outcome.state === "done") return
  for (const line of stderr.split("\n").slice(-40))
    making.tell("check", line.replaceAll(`${folder}/`, ""), "error")
  const { sentence, mends } = explainImport(outcome)
  throw new Fault("environment.import", {
    public: `Streamlit ${resolution.streamlit} does not import: ${sentence}. Mend: ${mends[0] ?? "pin other releases"}`,
    detail: { stderr: stderr.slice(-8_000) },
    problem: { mends },
  })
}
