// /operator/keys: the root key that opens everything, and the copy of it that survives this machine.
import type { Keys } from "@modkeep/contract/schemas/keys"
import { useSuspenseQuery } from "@tanstack/react-query"

import { load, routeQuery } from "#api/route-query.ts"
import { RecoveryKey } from "#parts/recovery-key.tsx"
import { Card } from "#ui/card.tsx"
import { Facts } from "#ui/facts.tsx"
import { Mono } from "#ui/mono.tsx"
import { PageHeader } from "#ui/page-header.tsx"
import { Status } from "#ui/status.tsx"
import { Time } from "#ui/time.tsx"

import { OperatorTabs } from "./operator/tabs.tsx"

export async function loader(): Promise<null> {
  await load("keys.get", {})
  return null
}

export function Component() {
  const { data: keys } = useSuspenseQuery(routeQuery("keys.get", {}))
  return (
    <>
      <PageHeader title="Operator" place="Keys" />
      <OperatorTabs />
      <Card title="Root key">
        <Facts
          facts={[
            ["Key", `Root key ${keys.term}`],
            ["Kept in", <Mono key="place">{keys.place}</Mono>],
            ["Made", <Time key="made" at={keys.createdAt} />],
            ["Copy", <Copy key="copy" keys={keys} />],
          ]}
        />
      </Card>
      <Card title="Recovery key">
        <RecoveryKey />
      </Card>
    </>
  )
}

function Copy({ keys: { recoveryAcknowledgedAt } }: { readonly keys: Keys }) {
  if (recoveryAcknowledgedAt === null) {
    return <Status tone="warn">Not put away yet</Status>
  }
  return (
    <>
      <Status tone="good">Put away</Status> <Time at={recoveryAcknowledgedAt} />
    </>
  )
}
