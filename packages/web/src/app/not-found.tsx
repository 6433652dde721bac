// Nothing lives at this address, or nothing that this person may see: the two look the same.
import { PageHeader } from "#ui/page-header.tsx"
import { ButtonLink } from "#ui/button.tsx"

import styles from "./not-found.module.css"

export function NotFound({
  detail = "There is nothing at this address",
}: {
  readonly detail?: string
}) {
  return (
    <>
      <PageHeader title="Not found" />
      <div className={styles["text"]}>
        <p>{detail}, or it belongs to an owner that you are no member of.</p>
        <p>
          <ButtonLink to="/modules">Go to the modules</ButtonLink>
        </p>
      </div>
    </>
  )
}
