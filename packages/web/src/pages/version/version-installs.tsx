// The installs that run a version, in words and as a list.
import type { Install } from "@modkeep/contract/schemas/install"
import type { Version } from "@modkeep/contract/schemas/version"
import { useQuery } from "@tanstack/react-query"
import { Link } from "react-router"

import { routeQuery } from "#api/route-query.ts"
import { InstallState } from "#parts/install-state.tsx"
import { Card } from "#ui/card.tsx"
import { Loaded } from "#ui/loaded.tsx"
import { type Column, Table } from "#ui/table.tsx"
import { Time } from "#ui/time.tsx"
import { visibleText } from "#ui/visible-text.ts"

import { reachWords } from "./reach-words.ts"
import styles from "./version-page.module.css"

/** So many are listed here; the app's page has the rest. */
const LISTED_MAX = 50

export function versionInstalls(version: Version) {
  return routeQuery("installs.list", { query: { version: version.id, limit: LISTED_MAX } })
}

export function VersionInstalls({ version }: { readonly version: Version }) {
  const query = useQuery(versionInstalls(version))
  return (
    <Card title="Installs">
      <Loaded query={query}>
        {({ items }) => (
          <>
            <p
              className={styles["soft"]}
            >{`This version ${reachWords(items, version.installs)}.`}</p>
            {items.length === 0 ? (
              <p className={styles["soft"]}>
                {version.state === "ready" ? (
                  <>
                    Open an <Link to="/apps">app</Link> to install it there.
                  </>
                ) : (
                  "A version can be installed once it is ready."
                )}
              </p>
            ) : (
              <Table label="Installs" columns={columns} rows={items} keyOf={({ id }) => id} />
            )}
          </>
        )}
      </Loaded>
    </Card>
  )
}

const columns: readonly Column<Install>[] = [
  {
    title: "Name",
    kind: "name",
    cell: ({ id, name }) => <Link to={`/installs/${id}/overview`}>{visibleText(name)}</Link>,
  },
  { title: "State", cell: ({ state }) => <InstallState state={state} /> },
  { title: "Created", cell: ({ createdAt }) => <Time at={createdAt} /> },
]
