// Where a sign-in leads: a path of this origin and nothing else, and whether it is a page of the console or the server's own.
export function nextPath(next: string | null): { path: string; isConsoles: boolean } {
  if (next === null || !/^\/(?![/\\])[\x21-\x7e]*$/.test(next)) {
    return { path: "/", isConsoles: true }
  }
  return { path: next, isConsoles: !/^\/(sign-in\/hand-off|api)(\W|$)/.test(next) }
}
