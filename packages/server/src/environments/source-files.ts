// The files of the pinned commit, as this room needs them: text by path, nothing outside the tree.
export interface SourceFiles {
  /**
   * The text of a regular file at `path` (relative to the repository root, `/` between its parts), or undefined when there
   * is none. Links, submodules and files that are not UTF-8 count as none.
   */
  read(path: string): Promise<string | undefined>
}
