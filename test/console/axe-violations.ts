// What axe-core finds on the page as it stands, WCAG 2.2 AA and good practice, each with the elements it is about.
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

import type { Page } from "playwright-core"

const source = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8")

interface Found {
  readonly id: string
  readonly help: string
  readonly nodes: readonly {
    readonly target: readonly unknown[]
    readonly failureSummary?: string
  }[]
}

/** Injected past the page's policy, by the browser's own protocol: the page itself allows no such script. */
export async function axeViolations(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page)
  await session.send("Runtime.evaluate", { expression: source })
  const { result } = await session.send("Runtime.evaluate", {
    expression: "axe.run().then(({ violations }) => JSON.stringify(violations))",
    awaitPromise: true,
  })
  await session.detach()
  const violations: Found[] = JSON.parse(String(result.value))
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ target, failureSummary = "" }) => `${id}: ${help}: ${target.join(" ")}: ${failureSummary}`,
    ),
  )
}
