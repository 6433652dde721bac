// Builds a failed version again. The options are folded away, and filled where a mend names one.
import type { BuildOptions, Version } from "@modkeep/contract/schemas/version"
import { useState } from "react"

import { refresh } from "#api/route-query.ts"
import { useAction } from "#api/use-action.ts"
import { Actions } from "#ui/actions.tsx"
import { Button } from "#ui/button.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { Form } from "#ui/form.tsx"
import { Select } from "#ui/select.tsx"
import { TextInput } from "#ui/text-input.tsx"

import { requirementsIn } from "./requirements-in.ts"
import styles from "./retry-form.module.css"

interface RetryFormProps {
  readonly version: Version
  readonly mends: readonly string[]
  readonly onRetried: () => void
}

interface Options {
  readonly packages: string
  readonly python: string
  readonly resolveAs: string
  readonly importCheck: string
  readonly sourceBuilds: string
}

export function RetryForm({ version, mends, onRetried }: RetryFormProps) {
  const { run, isRunning, error } = useAction("versions.retry")
  const [options, setOptions] = useState<Options>(() => ({
    ...asBefore,
    packages: packagesIn(mends),
  }))
  // As it was at first: emptying the field must not fold the options away.
  const [isFilled] = useState(options.packages !== "")
  const set = (part: Partial<Options>) => setOptions((before) => ({ ...before, ...part }))
  const retry = async () => {
    const done = await run({ params: { id: version.id }, body: bodyOf(options) })
    if (done === undefined) return
    await refresh("versions.list")
    onRetried()
  }
  return (
    <Form className={styles["form"]} onSubmit={retry}>
      <details className={styles["options"]} open={isFilled}>
        <summary>Build options</summary>
        <OptionFields options={options} set={set} />
      </details>
      {error === undefined ? undefined : <ErrorCard error={error} takesFocus />}
      <Actions>
        <Button type="submit" kind="primary" icon="restart" isRunning={isRunning}>
          Build again
        </Button>
      </Actions>
    </Form>
  )
}

const asBefore: Options = {
  packages: "",
  python: "",
  resolveAs: "",
  importCheck: "",
  sourceBuilds: "",
}

function OptionFields({
  options,
  set,
}: {
  readonly options: Options
  readonly set: (part: Partial<Options>) => void
}) {
  return (
    <div className={styles["fields"]}>
      <TextInput
        label="Extra packages"
        hint="As pip writes them, with commas between: clarifai-utils==0.1.20, numpy<2"
        isOptional
        isMono
        value={options.packages}
        onValue={(packages) => set({ packages })}
      />
      <TextInput
        label="Python"
        hint="Such as 3.11. Left empty: as before"
        isOptional
        isMono
        value={options.python}
        onValue={(python) => set({ python })}
      />
      <Select
        label="Packages as of"
        options={[
          { value: "", label: "As before" },
          { value: "commit", label: "The commit's date" },
          { value: "today", label: "Today" },
        ]}
        value={options.resolveAs}
        onValue={(resolveAs) => set({ resolveAs })}
      />
      <Select
        label="When an import fails"
        options={[
          { value: "", label: "As before" },
          { value: "enforce", label: "The version fails" },
          { value: "warn", label: "Deploy it anyway, with a warning" },
        ]}
        value={options.importCheck}
        onValue={(importCheck) => set({ importCheck })}
      />
      <Select
        label="Packages without a wheel"
        options={[
          { value: "", label: "As before" },
          { value: "sandboxed", label: "Build from source, in the sandbox" },
          { value: "never", label: "Never build from source" },
        ]}
        value={options.sourceBuilds}
        onValue={(sourceBuilds) => set({ sourceBuilds })}
      />
    </div>
  )
}

function bodyOf({ packages, python, resolveAs, importCheck, sourceBuilds }: Options): BuildOptions {
  const extra = requirementsIn(packages)
  return {
    ...(extra.length === 0 ? {} : { extraPackages: extra }),
    ...(python.trim() === "" ? {} : { python: python.trim() }),
    ...(resolveAs === "commit" || resolveAs === "today" ? { resolveAs } : {}),
    ...(importCheck === "enforce" || importCheck === "warn" ? { importCheck } : {}),
    ...(sourceBuilds === "sandboxed" || sourceBuilds === "never" ? { sourceBuilds } : {}),
  }
}

/** "add the package X": the one mend that is a value of an option. */
function packagesIn(mends: readonly string[]): string {
  return mends.flatMap((mend) => /^add the package (\S+)$/.exec(mend)?.[1] ?? []).join(", ")
}
