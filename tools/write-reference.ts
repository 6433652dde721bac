// Writes docs/reference/ anew from the tables that the product itself reads: `node tools/node.mjs tools/write-reference.ts`.
import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"

import { referencePages } from "./reference/reference-pages.ts"

const folder = join(import.meta.dirname, "../docs/reference")
await mkdir(folder, { recursive: true })
for (const [name, text] of Object.entries(await referencePages())) {
  await writeFile(join(folder, name), text)
}
