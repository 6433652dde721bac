// Where the code reads a variable: the first place, and how many more there are.
import { Mono } from "#ui/mono.tsx"

interface ReadByProps {
  readonly places: readonly { readonly file: string; readonly line: number }[]
}

export function ReadBy({ places }: ReadByProps) {
  const [first] = places
  if (first === undefined) return <>nobody</>
  const more = places.length - 1
  return (
    <>
      <Mono>{`${first.file}:${first.line}`}</Mono>
      {more === 0 ? undefined : ` and ${more} more`}
    </>
  )
}
