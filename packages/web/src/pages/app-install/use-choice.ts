// Which version is installed: the one in the address, else the newest ready one of the module that was picked.
import type { Version } from "@modkeep/contract/schemas/version"
import { useQuery } from "@tanstack/react-query"

import { routeQuery } from "#api/route-query.ts"

import { type Choice, versionsInput } from "./inputs.ts"

export interface Chosen {
  readonly module: string | undefined
  readonly version: Version | undefined
  /** The version in the address, when it cannot be installed. */
  readonly unready: Version | undefined
  readonly ready: readonly Version[]
  readonly isLoading: boolean
  readonly error: unknown
  retry(): void
}

export function useChoice({ module: picked, version: id }: Choice): Chosen {
  const named = useQuery({
    ...routeQuery("versions.get", { params: { id: id ?? "" } }),
    enabled: id !== undefined,
  })
  const module = named.data?.module ?? picked
  const list = useQuery({
    ...routeQuery("versions.list", versionsInput(module ?? "")),
    enabled: module !== undefined,
  })
  const ready = (list.data?.items ?? []).filter(({ state }) => state === "ready")
  return {
    module,
    version: id === undefined ? ready[0] : named.data?.state === "ready" ? named.data : undefined,
    unready: named.data?.state === "ready" ? undefined : named.data,
    ready,
    isLoading: list.isLoading || named.isLoading,
    error: named.error ?? list.error ?? undefined,
    retry() {
      void named.refetch()
      void list.refetch()
    },
  }
}
