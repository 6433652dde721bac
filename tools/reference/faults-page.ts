// Every fault with its status, whether to try again, and the routes that name it.
import { type FaultCode, faults } from "@modkeep/contract/faults"
import type { Route } from "@modkeep/contract/route"
import { routes } from "@modkeep/contract/routes"

import { pageText, table } from "./page-text.ts"

export function faultsPage(): string {
  const codes = Object.keys(faults) as FaultCode[] // the table's own keys
  const areas = Map.groupBy(codes, (code) => code.split(".", 1)[0] ?? code)
  const sections = [...areas].map(
    ([area, members]) =>
      `## ${area}\n\n${table(["Code", "Status", "What happened", "Try again", "Routes that name it"], members.map(row))}`,
  )
  return pageText("Faults", [
    "A request that cannot be done is answered with `application/problem+json` (RFC 9457): `code`, `title`, `detail` (the sentence for this one case, with what to do), `status`, `requestId`, and `diagnostics` when a document was refused. A code, once released, keeps its meaning. *Try again* means that the same request may succeed later without anything being changed.",
    ...sections,
  ])
}

function row(code: FaultCode): string[] {
  const { status, title, retry }: { status: number; title: string; retry?: boolean } = faults[code]
  const named = Object.values(routes).filter((route: Route) => route.faults.includes(code))
  return [
    `\`${code}\``,
    String(status),
    title,
    retry === true ? "yes" : "",
    named.map(({ method, path }) => `\`${method} ${path}\``).join(", "),
  ]
}
