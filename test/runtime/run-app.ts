// Runs a module of one file until it serves.
import type { StreamlitEnvironment } from "../support/streamlit-environments.ts"
import { type Answer, type Keeper, startOf } from "./keeper.ts"

/** `more`: fields of the start order besides. */
export async function runApp(
  keeper: Keeper,
  environment: StreamlitEnvironment,
  app: string,
  more: Answer = {},
) {
  const start = startOf(keeper, environment, { "app.py": app }, more)
  const { pid } = await keeper.request("start", start)
  await keeper.ready(start.process)
  return { ...start, pid: Number(pid) }
}
