// What reaches the module of an install, for whoever may look but not change.
import type { Install } from "@modkeep/contract/schemas/install"
import { useSuspenseQuery } from "@tanstack/react-query"

import { routeQuery } from "#api/route-query.ts"
import { OnlyLooking } from "#parts/only-looking.tsx"
import { Card } from "#ui/card.tsx"

import { EffectiveTable } from "./effective-table.tsx"

export function LookAtOverlay({ install }: { readonly install: Install }) {
  const { data } = useSuspenseQuery(
    routeQuery("installs.secrets.effective", { params: { id: install.id } }),
  )
  return (
    <>
      <OnlyLooking />
      <Card title="What reaches the module">
        <EffectiveTable install={install.id} keys={data.items} />
      </Card>
    </>
  )
}
