// Every fault Modkeep can answer with: code → HTTP status, title, and whether the same request may succeed later.
//
// A code, once released, keeps its meaning. The title says what happened in general; the sentence of the single case is the
// fault's `public` text, which ends with what to do.
interface FaultKind {
  /** HTTP status of the answer. */
  readonly status: number
  readonly title: string
  /** True when the same request may succeed later without anything being changed. */
  readonly retry?: boolean
}

export const faults = {
  internal: { status: 500, title: "Something failed inside Modkeep" },
  "request.malformed": { status: 400, title: "The request cannot be read" },
  "request.too_large": { status: 413, title: "The request is too large" },
  "request.target_too_long": { status: 414, title: "The address is too long" },
  "request.headers_too_large": { status: 431, title: "The headers are too large" },
  "request.too_slow": { status: 408, title: "The request took too long to arrive", retry: true },
  "request.too_often": { status: 429, title: "Too many requests", retry: true },
  "request.not_found": { status: 404, title: "There is nothing at this address" },
  "request.wrong_host": { status: 421, title: "No site with this host name lives here" },
  "request.precondition_required": {
    status: 428,
    title: "The revision this change builds on is missing",
  },
  "idempotency.other_body": {
    status: 422,
    title: "This Idempotency-Key belongs to another request",
  },
  "idempotency.not_repeatable": {
    status: 409,
    title: "The answer to this request is given only once",
  },
  "idempotency.in_progress": {
    status: 409,
    title: "The same request is still being worked on",
    retry: true,
  },

  "sign_in.required": { status: 401, title: "Sign-in needed" },
  "sign_in.stale": { status: 401, title: "Sign in again for this" },
  "sign_in.link_spent": { status: 401, title: "This sign-in link can no longer be used" },
  "sign_in.refused": { status: 401, title: "Name and password do not fit" },
  "sign_in.no_password": { status: 409, title: "No password is set" },
  "permission.denied": { status: 403, title: "Not allowed" },
  "permission.origin": { status: 403, title: "Requests from this site are not accepted" },

  "owner.not_found": { status: 404, title: "No such owner" },
  "owner.name_taken": { status: 409, title: "The name is taken" },
  "user.not_found": { status: 404, title: "No such person" },
  "user.name_taken": { status: 409, title: "The name is taken" },
  "password.weak": { status: 422, title: "The password is too easy to guess" },
  "operator.last": { status: 409, title: "A server needs an operator" },
  "session.not_found": { status: 404, title: "No such session" },
  "member.last": { status: 409, title: "An owner needs one member who may manage it" },
  "token.not_found": { status: 404, title: "No such token" },
  "module.not_found": { status: 404, title: "No such module" },
  "module.in_use": { status: 409, title: "The module is in use" },
  "module.name_taken": { status: 409, title: "The name is taken" },
  "version.not_found": { status: 404, title: "No such version" },
  "version.in_use": { status: 409, title: "The version is in use" },
  "version.not_ready": { status: 409, title: "The version is not ready" },
  "version.not_failed": { status: 409, title: "Only a failed version can be retried" },
  "version.secrets_blank": { status: 422, title: "A variable is blank" },
  "version.other_repository": { status: 422, title: "The commit belongs to another repository" },
  "version.entrypoint": { status: 422, title: "The entry point cannot be used" },
  "app.not_found": { status: 404, title: "No such app" },
  "app.in_use": { status: 409, title: "The app is in use" },
  "app.name_taken": { status: 409, title: "The name is taken" },
  "install.not_found": { status: 404, title: "No such install" },
  "install.name_taken": { status: 409, title: "The name is taken" },
  "install.nothing_to_roll_back": { status: 409, title: "There is nothing to roll back to" },
  "install.changed": { status: 409, title: "The install was changed meanwhile", retry: true },
  "install.off": { status: 409, title: "The install is switched off" },
  "install.launch_query": { status: 422, title: "The launch query cannot be used" },
  "process.not_found": { status: 404, title: "No such process" },

  "secrets.blank": { status: 422, title: "A variable is blank" },
  "secrets.refused": { status: 422, title: "The secrets document is refused" },
  "secrets.conflict": { status: 412, title: "Someone else saved first" },
  "secrets.staged": { status: 409, title: "A staged revision is waiting" },
  "secrets.not_staged": { status: 409, title: "No revision is staged" },
  "secrets.key_not_found": { status: 404, title: "No such key" },
  "secrets.key_sealed": { status: 403, title: "This value can never be revealed" },
  "revision.not_found": { status: 404, title: "No such revision" },

  "git.address": { status: 422, title: "The Git address cannot be used" },
  "git.ref": { status: 422, title: "The Git reference cannot be used" },
  "git.ref_not_found": { status: 422, title: "No such branch, tag or commit" },
  "git.repository_not_found": {
    status: 422,
    title: "The repository cannot be found or needs access",
  },
  "git.access_denied": { status: 422, title: "The repository refuses access" },
  "git.unreachable": { status: 422, title: "The repository cannot be reached", retry: true },
  "git.host_refused": { status: 422, title: "Repositories on this host are not fetched" },
  "git.too_slow": { status: 422, title: "The repository took too long", retry: true },
  "git.too_large": { status: 422, title: "The repository is too large" },
  "git.directory_not_found": { status: 422, title: "No such folder in the commit" },
  "git.unsafe_tree": { status: 422, title: "The commit holds something that is not deployed" },
  "git.empty": { status: 422, title: "The repository has no commit" },
  "git.too_old": { status: 500, title: "The Git on this machine is too old" },
  "git.failed": { status: 422, title: "Git could not do this" },
  "credential.invalid": { status: 422, title: "The credential cannot be used" },

  "environment.dependencies": { status: 422, title: "The dependencies cannot be read" },
  "environment.resolve": { status: 422, title: "The dependencies cannot be resolved" },
  "environment.python_not_found": { status: 422, title: "No fitting Python on this machine" },
  "environment.build": { status: 422, title: "The environment could not be built" },
  "environment.import": { status: 422, title: "The module's imports do not work" },
  "environment.source_builds": { status: 422, title: "A package exists as source only" },
  "environment.streamlit_unsupported": {
    status: 422,
    title: "This Streamlit release is not supported",
  },
  "environment.unreachable": {
    status: 422,
    title: "The package index cannot be reached",
    retry: true,
  },
  "environment.too_large": { status: 422, title: "The environment is too large" },
  "environment.too_slow": { status: 422, title: "The build took too long", retry: true },
  "environment.tools": { status: 500, title: "A tool that builds need is missing" },
  "version.old_parser": { status: 422, title: "This Streamlit reads the secrets differently" },
  "version.interrupted": { status: 422, title: "The build was interrupted", retry: true },

  "engine.start_failed": { status: 503, title: "The module did not start", retry: true },
  "engine.exited": { status: 503, title: "The module's process ended", retry: true },
  "engine.not_isolated": { status: 503, title: "This machine does not keep modules apart" },
  "engine.unavailable": { status: 503, title: "The engine is not available", retry: true },
  "engine.behind": {
    status: 503,
    title: "The process did not take the new values in time",
    retry: true,
  },
  "gateway.waiting": { status: 503, title: "The page is waking up", retry: true },
  "gateway.full": { status: 503, title: "Too many visitors are waiting", retry: true },
  "gateway.off": { status: 503, title: "The page is switched off" },
  "gateway.upstream": { status: 502, title: "The module did not answer", retry: true },

  "keyring.root_key_wrong": { status: 500, title: "The root key does not fit the data" },
  "keyring.root_key_missing": { status: 500, title: "The root key is missing" },
  "keyring.does_not_open": { status: 500, title: "A stored document does not open" },
  "store.newer_schema": { status: 500, title: "The data was written by a newer Modkeep" },
  "store.locked": { status: 500, title: "Another Modkeep uses this data" },
  "store.unavailable": { status: 503, title: "The database does not answer", retry: true },
  "server.restarting": { status: 503, title: "Modkeep restarts", retry: true },
  "config.invalid": { status: 500, title: "A setting cannot be used" },
} as const satisfies Record<string, FaultKind>

export type FaultCode = keyof typeof faults
