// /modules/:m: where a module comes from, and its versions.
import type { AnswerOf } from "@modkeep/contract/client"
import type { Module } from "@modkeep/contract/schemas/module"
import type { Version } from "@modkeep/contract/schemas/version"
import { useSuspenseQuery } from "@tanstack/react-query"
import { useState } from "react"
import { Link, type LoaderFunctionArgs, useParams, useSearchParams } from "react-router"

import { load, routeQuery } from "#api/route-query.ts"
import { useAction } from "#api/use-action.ts"
import { listQuery } from "#parts/list-query.ts"
import { markdownLink } from "#parts/markdown-link.ts"
import { useRight } from "#parts/use-right.ts"
import { VersionState } from "#parts/version-state.tsx"
import { Button, ButtonLink } from "#ui/button.tsx"
import { Card } from "#ui/card.tsx"
import { Copyable } from "#ui/copyable.tsx"
import { EmptyState } from "#ui/empty-state.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { Facts } from "#ui/facts.tsx"
import { Mono } from "#ui/mono.tsx"
import { PageHeader } from "#ui/page-header.tsx"
import { Pager } from "#ui/pager.tsx"
import { type Column, Table } from "#ui/table.tsx"
import { Time } from "#ui/time.tsx"
import { visibleText } from "#ui/visible-text.ts"

import { NewestCommit } from "./newest-commit.tsx"

function inputs(id: string, query: URLSearchParams) {
  const { cursor } = listQuery(query)
  return {
    module: { params: { id } },
    versions: { params: { id }, query: cursor === undefined ? {} : { cursor } },
  }
}

export async function loader({ params, request }: LoaderFunctionArgs): Promise<null> {
  const { module, versions } = inputs(params["module"] ?? "", new URL(request.url).searchParams)
  await Promise.all([load("modules.get", module), load("versions.list", versions)])
  return null
}

export function Component() {
  const { module: id = "" } = useParams()
  const [query] = useSearchParams()
  const asked = inputs(id, query)
  const { data: module } = useSuspenseQuery(routeQuery("modules.get", asked.module))
  const { data: versions } = useSuspenseQuery(routeQuery("versions.list", asked.versions))
  const mayChange = useRight(module.owner) === "change"
  const isEmpty = versions.items.length === 0 && !query.has("cursor")
  return (
    <>
      <PageHeader
        title={module.name}
        above={{ to: "/modules", label: "Modules" }}
        actions={
          mayChange ? (
            <ButtonLink kind="primary" icon="plus" to={`/modules/${id}/new`}>
              New version
            </ButtonLink>
          ) : undefined
        }
      />
      <Origin module={module} />
      {isEmpty ? (
        <Card title="Versions">
          <NoVersions module={module} mayChange={mayChange} />
        </Card>
      ) : (
        <Versions key={id} id={id} versions={versions} mayChange={mayChange} />
      )}
    </>
  )
}

interface VersionsProps {
  readonly id: string
  readonly versions: AnswerOf<"versions.list">
  readonly mayChange: boolean
}

/** The repository is looked at when somebody asks: that reads it, wherever it is. */
function Versions({ id, versions, mayChange }: VersionsProps) {
  const { run, isRunning, error } = useAction("modules.drift")
  const [drift, setDrift] = useState<AnswerOf<"modules.drift">>()
  const look = async () => setDrift((await run({ params: { id } }))?.data)
  return (
    <Card
      title="Versions"
      actions={
        mayChange ? (
          <Button kind="quiet" icon="restart" isRunning={isRunning} onClick={() => void look()}>
            Look for newer commits
          </Button>
        ) : undefined
      }
    >
      <div>
        <div role="status">
          {error === undefined ? undefined : (
            <ErrorCard error={error} onRetry={() => void look()} />
          )}
          {drift === undefined ? undefined : <NewestCommit drift={drift} />}
        </div>
        <Table
          label="Versions"
          columns={columns}
          rows={versions.items}
          keyOf={({ id: version }) => version}
        />
        <Pager next={versions.next} />
      </div>
    </Card>
  )
}

function Origin({ module }: { readonly module: Module }) {
  const { repository, directory, entrypoint, credential, shares } = module
  const kinds = { "ssh-key": "deploy key", "https-token": "access token" }
  return (
    <Facts
      facts={[
        ["Repository", <Mono key="r">{repository}</Mono>],
        ["Folder", directory === "" ? undefined : <Mono key="d">{directory}</Mono>],
        ["Entry point", entrypoint === null ? undefined : <Mono key="e">{entrypoint}</Mono>],
        ["Git access", credential === null ? "no credential" : kinds[credential.kind]],
        [
          "Shared with",
          shares.length === 0
            ? undefined
            : `${shares.length} ${shares.length === 1 ? "owner" : "owners"}`,
        ],
        [
          "For its README",
          /^https?:/.test(repository) ? <DeployLink key="l" repository={repository} /> : undefined,
        ],
        ["Created", <Time key="c" at={module.createdAt} />],
      ]}
    />
  )
}

/** Leads whoever follows it to a new module of their own, with the address filled in. */
function DeployLink({ repository }: Pick<Module, "repository">) {
  const to = `/modules/new?${new URLSearchParams({ git: repository })}`
  return (
    <Copyable
      label="Copy the link as Markdown"
      text={markdownLink("Deploy to Modkeep", `${location.origin}${to}`)}
    >
      <Link to={to}>Deploy to Modkeep</Link>
    </Copyable>
  )
}

const columns: readonly Column<Version>[] = [
  {
    title: "Version",
    kind: "name",
    cell: ({ module, number }) => (
      <Link to={`/modules/${module}/v/${number}/overview`}>{`Version ${number}`}</Link>
    ),
  },
  { title: "State", cell: ({ state }) => <VersionState state={state} /> },
  {
    title: "Commit",
    cell: ({ commit, subject }) => (
      <>
        <Mono>{commit.slice(0, 7)}</Mono> {visibleText(subject)}
      </>
    ),
  },
  { title: "Streamlit", cell: ({ streamlit }) => streamlit ?? "not known yet" },
  { title: "Installs", kind: "number", cell: ({ installs }) => installs },
  { title: "Created", cell: ({ createdAt }) => <Time at={createdAt} /> },
]

function NoVersions({
  module,
  mayChange,
}: {
  readonly module: Module
  readonly mayChange: boolean
}) {
  if (!mayChange) return <p>There is no version yet. The owners of the module create them.</p>
  return (
    <EmptyState title="No version yet" command={`./modkeep version create ${module.id}`}>
      <p>
        A version is one commit with the secrets it needs. Modkeep shows which ones the repository
        asks for before anything is stored.
      </p>
      <p>
        <ButtonLink icon="plus" to={`/modules/${module.id}/new`}>
          Create the first version
        </ButtonLink>
      </p>
    </EmptyState>
  )
}
