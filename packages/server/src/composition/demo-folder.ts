// Where the example's own repository lies: below the data folder, from where it may be deployed.
import { mkdir, realpath } from "node:fs/promises"
import { join } from "node:path"

export async function demoFolder(data: string): Promise<string> {
  const folder = join(data, "demo")
  await mkdir(folder, { recursive: true })
  return await realpath(folder)
}
