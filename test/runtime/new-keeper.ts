// A keeper that runs from now to the end of the test which asks for it.
import { onTestFinished } from "vitest"

import { Keeper } from "./keeper.ts"

export async function newKeeper(): Promise<Keeper> {
  const keeper = new Keeper()
  onTestFinished(async () => keeper.quit())
  await keeper.start()
  return keeper
}
