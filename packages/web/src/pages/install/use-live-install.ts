// Keeps what the page knows of an install true while it is open: state, failure and processes come as they change.
import type { AnswerOf } from "@modkeep/contract/client"
import { useCallback, useRef } from "react"

import { queryClient } from "#api/query-client.ts"
import { refresh, routeQuery } from "#api/route-query.ts"
import { type EventData, useEvents } from "#api/use-events.ts"

type Install = AnswerOf<"installs.get">
type Event = EventData<"installs.events">

export function useLiveInstall(id: string): void {
  const saved = useRef<string>(undefined)
  const onEvent = useCallback(
    (event: Event) => {
      const { queryKey } = routeQuery("installs.get", { params: { id } })
      const before = queryClient.getQueryData<Install>(queryKey)
      // Somebody saved, perhaps elsewhere.
      const isOld = saved.current !== undefined && saved.current !== savedIn(event)
      saved.current = savedIn(event)
      if (isOld || (before !== undefined && held(before) !== held(event)))
        void refresh("installs.secrets.revisions")
      // Another version has other pages and another name in the head: all is asked again.
      if (before === undefined || before.version !== event.version) void refresh("installs.get")
      else queryClient.setQueryData(queryKey, changed(before, event))
    },
    [id],
  )
  useEvents("installs.events", { input: { params: { id } }, onEvent, ends: false })
}

function savedIn({ version, saved }: Event): string {
  return JSON.stringify([version, saved])
}

function held({ processes }: Pick<Install, "processes">): string {
  return JSON.stringify(processes.map(({ revision, behind }) => [revision, behind]))
}

function changed(before: Install, { state, failure, processes }: Event): Install {
  const { failure: _, ...rest } = before
  return { ...rest, state, processes, ...(failure === undefined ? {} : { failure }) }
}
