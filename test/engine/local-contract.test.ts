// The engine's contract on the local engine, with the oldest, a middle and the newest Streamlit.
import { engineContract } from "../../packages/server/src/engine/contract.suite.ts"
import { streamlitReleases } from "../support/streamlit-environments.ts"
import { localStage } from "./local-stage.ts"

for (const release of streamlitReleases) {
  engineContract(`local engine, Streamlit ${release}`, () => localStage(release))
}
