// The engine's contract on the local engine, with the oldest, a middle and the newest Streamlit: modules that are executed, and
// modules that are forked from an interpreter with its imports done.
import { engineContract } from "../../packages/server/src/engine/contract.suite.ts"
import { streamlitReleases } from "../support/streamlit-environments.ts"
import { localStage } from "./local-stage.ts"

for (const release of streamlitReleases) {
  for (const way of ["executed", "forked"] as const) {
    engineContract(`local engine, Streamlit ${release}, ${way}`, () => localStage(release, { way }))
  }
}
