// What a commit says it needs, read from one file of it, before anything is resolved.
export type DependencyKind =
  | "uv.lock"
  | "pylock.toml"
  | "requirements.txt"
  | "pyproject.toml"
  | "environment.yml"
  | "Pipfile.lock"
  | "none"

export interface Dependencies {
  readonly kind: DependencyKind
  /** Path of the file in the repository; undefined for `none`. */
  readonly file: string | undefined
  /** requirements.txt text, includes already put in place; empty for `uv.lock`, whose text comes from its export. */
  readonly requirements: string
  /** requirements.txt text that only bounds releases (`-c` files). */
  readonly constraints: string
  /** The two files of a uv project; only for `uv.lock`. */
  readonly project: { readonly pyproject: string; readonly lock: string } | undefined
  /** True when every distribution is pinned by the author's own lock: releases are not chosen again. */
  readonly locked: boolean
  /** Asked for in `.python-version`, `runtime.txt` or a README front matter: `3.10` or `3.10.13`. */
  readonly python: RequestedPython | undefined
  /** A version specifier, `>=3.9,<3.12`. */
  readonly requiresPython: string | undefined
  /** The Streamlit release when a pin or lock says it, before any resolve. */
  readonly streamlit: string | undefined
  readonly warnings: readonly string[]
}

export interface RequestedPython {
  readonly version: string
  readonly file: string
}
