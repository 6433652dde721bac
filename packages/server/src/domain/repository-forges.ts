// The public sites Modkeep knows by name. On them a repository is the same in any case of its letters, over https and ssh,
// with and without `.git`; its path has no home folders in it.
export const repositoryForges: ReadonlyMap<
  string,
  { title: string; isNested: boolean; clone: string }
> = new Map([
  // Addresses get `.git`: GitLab answers those without it by a redirect, and redirects are never followed.
  ["github.com", { title: "GitHub", isNested: false, clone: ".git" }],
  ["gitlab.com", { title: "GitLab", isNested: true, clone: ".git" }],
  ["bitbucket.org", { title: "Bitbucket", isNested: false, clone: ".git" }],
  ["codeberg.org", { title: "Codeberg", isNested: false, clone: ".git" }],
  ["huggingface.co", { title: "Hugging Face", isNested: true, clone: "" }],
])
