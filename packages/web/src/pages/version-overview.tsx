// /modules/:m/v/:n/overview: how a version was built or why not, what it holds, and where it is installed.
import type { Version } from "@modkeep/contract/schemas/version"
import { useState } from "react"
import type { LoaderFunctionArgs } from "react-router"

import { useRight } from "#parts/use-right.ts"
import { Card } from "#ui/card.tsx"
import { Facts } from "#ui/facts.tsx"
import { Mono } from "#ui/mono.tsx"
import { Time } from "#ui/time.tsx"
import { visibleText } from "#ui/visible-text.ts"

import { BuildCard } from "./version/build-card.tsx"
import { DeleteVersion } from "./version/delete-version.tsx"
import { FailureCard } from "./version/failure-card.tsx"
import { loadVersion, useVersion } from "./version/version-input.ts"
import { VersionHeader } from "./version/version-header.tsx"
import { VersionInstalls } from "./version/version-installs.tsx"
import styles from "./version/version-page.module.css"
import { VersionReads } from "./version/version-reads.tsx"

export async function loader({ params }: LoaderFunctionArgs): Promise<null> {
  await loadVersion(params)
  return null
}

export function Component() {
  const { module, version } = useVersion()
  // A new attempt says all anew: the build is followed from its beginning.
  const [attempt, setAttempt] = useState(0)
  const { failure } = version
  const mayChange = useRight(module.owner) === "change"
  return (
    <>
      <VersionHeader
        module={module}
        version={version}
        place="Overview"
        actions={mayChange ? <DeleteVersion version={version} /> : undefined}
      />
      {version.state === "failed" && failure !== undefined ? (
        <FailureCard
          version={version}
          failure={failure}
          mayChange={mayChange}
          onRetried={() => setAttempt((before) => before + 1)}
        />
      ) : undefined}
      {version.warnings.length === 0 ? undefined : <Warnings warnings={version.warnings} />}
      <BuildCard key={attempt} version={version} />
      <Deployed version={version} />
      <VersionInstalls version={version} />
      <VersionReads reads={version.reads} />
    </>
  )
}

function Warnings({ warnings }: Pick<Version, "warnings">) {
  return (
    <Card title="Warnings">
      <ul className={styles["list"]}>
        {warnings.map((warning) => (
          <li key={warning}>{visibleText(warning)}</li>
        ))}
      </ul>
    </Card>
  )
}

function Deployed({ version }: { readonly version: Version }) {
  const { repository, directory, ref, commit, entrypoint, pages, notes } = version
  return (
    <Card title="What it holds">
      <Facts
        facts={[
          ["Repository", <Mono key="r">{repository}</Mono>],
          ["Commit", <Mono key="c">{commit}</Mono>],
          ["Asked for as", ref === null ? undefined : <Mono key="a">{ref}</Mono>],
          ["Folder", directory === "" ? undefined : <Mono key="d">{directory}</Mono>],
          ["Entry point", <Mono key="e">{entrypoint}</Mono>],
          [
            "Pages",
            pages.length < 2 ? undefined : pages.map(({ title }) => visibleText(title)).join(", "),
          ],
          ["Python", version.python ?? "not known yet"],
          ["Streamlit", version.streamlit ?? "not known yet"],
          [
            "Environment",
            version.environment === null ? undefined : <Mono key="v">{version.environment}</Mono>,
          ],
          ["Notes", notes === "" ? undefined : visibleText(notes)],
          [
            "Created",
            <span key="t">
              <Time at={version.createdAt} /> by {visibleText(version.createdBy)}
            </span>,
          ],
        ]}
      />
    </Card>
  )
}
