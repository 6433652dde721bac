// What a version's code reads, by file and line, as the scan of the commit found it.
import type { Version } from "@modkeep/contract/schemas/version"

import { Card } from "#ui/card.tsx"
import { Mono } from "#ui/mono.tsx"
import { type Column, Table } from "#ui/table.tsx"

import styles from "./version-page.module.css"

interface Read {
  readonly path: string
  readonly from: string
  readonly places: string
}

const sources: Readonly<Record<Version["reads"][number]["source"], string>> = {
  secret: "st.secrets",
  environment: "os.environ",
  query: "query parameter",
  connection: "st.connection",
}

export function VersionReads({ reads }: Pick<Version, "reads">) {
  return (
    <Card title="What the code reads">
      {reads.length === 0 ? (
        <p className={styles["soft"]}>
          The scan of this commit found no place that reads a secret, an environment variable or a
          query parameter.
        </p>
      ) : (
        <Table
          label="What the code reads"
          columns={columns}
          rows={byName(reads)}
          keyOf={({ path, from }) => `${from} ${path}`}
        />
      )}
    </Card>
  )
}

const columns: readonly Column<Read>[] = [
  { title: "Name", kind: "name", cell: ({ path }) => <Mono>{path}</Mono> },
  { title: "From", cell: ({ from }) => from },
  { title: "Read at", cell: ({ places }) => <Mono>{places}</Mono> },
]

function byName(reads: Version["reads"]): Read[] {
  const rows = new Map<string, Read>()
  for (const { path, source, file, line } of reads) {
    const from = sources[source]
    const key = `${from} ${path}`
    const before = rows.get(key)
    const place = `${file}:${line}`
    rows.set(key, {
      path,
      from,
      places: before === undefined ? place : `${before.places}, ${place}`,
    })
  }
  return [...rows.values()]
}
