// Why a version was not built: the first cause in plain words, what would mend it, and the build again, with other options if wanted.
import type { Version } from "@modkeep/contract/schemas/version"
import { formatKeyPath } from "@modkeep/toml/key-path"

import { Card } from "#ui/card.tsx"
import { classNames } from "#ui/class-names.ts"
import box from "#ui/error-card.module.css"
import { Icon } from "#ui/icon.tsx"
import { visibleName, visibleText } from "#ui/visible-text.ts"

import styles from "./failure-card.module.css"
import { RetryForm } from "./retry-form.tsx"
import page from "./version-page.module.css"

interface FailureCardProps {
  readonly version: Version
  readonly failure: NonNullable<Version["failure"]>
  readonly mayChange: boolean
  readonly onRetried: () => void
}

export function FailureCard({ version, failure, mayChange, onRetried }: FailureCardProps) {
  const { title, detail, code, mends = [], diagnostics = [] } = failure
  return (
    <Card title="Why it failed">
      <div className={box["box"]}>
        <Icon name="alert" />
        <div className={classNames(box["text"], styles["text"])}>
          <p className={box["title"]}>{title}</p>
          <p className={box["detail"]}>{visibleText(detail)}</p>
          {diagnostics.length === 0 ? undefined : (
            <ul className={page["list"]}>
              {diagnostics.map(({ message, range, keyPath, code: of }, index) => (
                <li key={index}>
                  <code>
                    {of} · line {range.line}
                    {keyPath.length === 0 ? "" : ` · ${visibleName(formatKeyPath(keyPath))}`}
                  </code>{" "}
                  {visibleText(message)}
                </li>
              ))}
            </ul>
          )}
          <p>
            <code>{code}</code>
          </p>
        </div>
      </div>
      {mends.length === 0 ? undefined : (
        <div className={styles["mends"]}>
          <h3>What would mend it</h3>
          <ul className={page["list"]}>
            {mends.map((mend) => (
              <li key={mend}>{visibleText(sentence(mend))}</li>
            ))}
          </ul>
        </div>
      )}
      {mayChange ? <RetryForm version={version} mends={mends} onRetried={onRetried} /> : undefined}
    </Card>
  )
}

function sentence(mend: string): string {
  return mend.charAt(0).toUpperCase() + mend.slice(1)
}
