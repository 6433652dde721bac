// Migration 1: the tables of the first release, exactly as `schema.ts` describes them.
import type { ColumnWords, Migration } from "./migration.ts"

export const firstTables: Migration = {
  number: 1,
  name: "first tables",
  statements: (words) => [
    ...people(words),
    ...secrets(words),
    ...authors(words),
    ...installs(words),
    ...visitors(words),
    ...operation(words),
  ],
}

function people({ integer, bytes, text, end }: ColumnWords): string[] {
  return [
    `create table owners (
      id ${text} primary key,
      name ${text} not null unique,
      created_at ${integer} not null
    ) ${end}`,
    `create table users (
      id ${text} primary key,
      name ${text} not null,
      created_at ${integer} not null
    ) ${end}`,
    `create table memberships (
      owner ${text} not null references owners (id) on delete cascade,
      "user" ${text} not null references users (id) on delete cascade,
      role ${text} not null check (role in ('owner', 'member')),
      created_at ${integer} not null,
      primary key (owner, "user")
    ) ${end}`,
    `create index memberships_user on memberships ("user")`,
    `create table sign_in_links (
      hash ${bytes} primary key,
      "user" ${text} not null references users (id) on delete cascade,
      created_at ${integer} not null,
      expires_at ${integer} not null,
      spent_at ${integer}
    ) ${end}`,
    `create table tokens (
      id ${text} primary key,
      hash ${bytes} not null unique,
      name ${text} not null,
      scopes ${text} not null,
      owner ${text} references owners (id) on delete cascade,
      "user" ${text} not null references users (id) on delete cascade,
      created_at ${integer} not null,
      expires_at ${integer},
      last_used_at ${integer},
      revoked_at ${integer}
    ) ${end}`,
    `create index tokens_user on tokens ("user")`,
  ]
}

function secrets({ integer, bytes, text, end }: ColumnWords): string[] {
  return [
    `create table keyring_state (
      id ${integer} primary key check (id = 1),
      root_check ${bytes} not null,
      term ${integer} not null,
      created_at ${integer} not null
    ) ${end}`,
    `create table owner_keys (
      owner ${text} not null references owners (id),
      term ${integer} not null,
      wrapped ${bytes} not null,
      created_at ${integer} not null,
      primary key (owner, term)
    ) ${end}`,
    `create table secret_documents (
      id ${text} primary key,
      owner ${text} not null references owners (id),
      scope ${text} not null check (scope in ('version', 'install')),
      subject ${text} not null unique,
      head ${integer} not null,
      head_mac ${bytes},
      staged ${integer},
      acknowledged ${text} not null,
      created_at ${integer} not null,
      check ((head = 0) = (head_mac is null))
    ) ${end}`,
    `create table secret_revisions (
      id ${text} primary key,
      document ${text} not null references secret_documents (id) on delete cascade,
      number ${integer} not null,
      envelope ${bytes} not null,
      digest ${bytes} not null,
      parent_digest ${bytes},
      author ${text} not null,
      author_name ${text} not null,
      reason ${text},
      created_at ${integer} not null,
      changes ${text} not null,
      state ${text} not null check (state in ('current', 'past', 'staged', 'dropped')),
      unique (document, number)
    ) ${end}`,
  ]
}

function authors({ integer, bytes, text, end }: ColumnWords): string[] {
  return [
    `create table modules (
      id ${text} primary key,
      owner ${text} not null references owners (id),
      name ${text} not null,
      repository ${text} not null,
      directory ${text} not null,
      entrypoint ${text},
      created_at ${integer} not null,
      created_by ${text} not null,
      unique (owner, name)
    ) ${end}`,
    `create table module_shares (
      module ${text} not null references modules (id) on delete cascade,
      owner ${text} not null references owners (id) on delete cascade,
      created_at ${integer} not null,
      created_by ${text} not null,
      primary key (module, owner)
    ) ${end}`,
    `create index module_shares_owner on module_shares (owner)`,
    `create table credentials (
      module ${text} primary key references modules (id) on delete cascade,
      kind ${text} not null check (kind in ('ssh-key', 'https-token')),
      envelope ${bytes} not null,
      public_part ${text},
      created_at ${integer} not null,
      created_by ${text} not null
    ) ${end}`,
    `create table versions (
      id ${text} primary key,
      module ${text} not null references modules (id) on delete cascade,
      number ${integer} not null,
      repository ${text} not null,
      "commit" ${text} not null,
      ref ${text},
      commit_at ${integer} not null,
      commit_author ${text} not null,
      commit_subject ${text} not null,
      directory ${text} not null,
      entrypoint ${text} not null,
      notes ${text} not null,
      state ${text} not null check (state in ('building', 'ready', 'failed')),
      failure ${text},
      environment ${text},
      document ${text} not null unique references secret_documents (id),
      template_path ${text} not null,
      template_found ${integer} not null,
      template_text ${text} not null,
      scan ${text} not null,
      pages ${text} not null,
      warnings ${text} not null,
      options ${text} not null,
      streamlit ${text},
      python ${text},
      created_at ${integer} not null,
      created_by ${text} not null,
      built_at ${integer},
      unique (module, number)
    ) ${end}`,
    `create index versions_environment on versions (environment)`,
    `create index versions_building on versions (id) where state = 'building'`,
    `create table build_events (
      version ${text} not null references versions (id) on delete cascade,
      sequence ${integer} not null,
      at ${integer} not null,
      event ${text} not null,
      primary key (version, sequence)
    ) ${end}`,
    `create table environments (
      id ${text} primary key,
      "lock" ${text} not null,
      python ${text} not null,
      platform ${text} not null,
      streamlit ${text},
      path ${text} not null,
      prefix ${text} not null,
      size_bytes ${integer} not null,
      files ${integer} not null,
      created_at ${integer} not null,
      last_used_at ${integer} not null
    ) ${end}`,
  ]
}

function installs({ integer, text, end }: ColumnWords): string[] {
  return [
    `create table apps (
      id ${text} primary key,
      owner ${text} not null references owners (id),
      name ${text} not null,
      created_at ${integer} not null,
      created_by ${text} not null,
      unique (owner, name)
    ) ${end}`,
    `create table installs (
      id ${text} primary key,
      app ${text} not null references apps (id),
      version ${text} not null references versions (id),
      name ${text} not null,
      access ${text} not null check (access in ('private', 'members', 'public')),
      query ${text} not null,
      embed_origins ${text} not null,
      show_navigation ${integer} not null,
      idle_minutes ${integer} not null,
      sessions ${text} not null check (sessions in ('next-run', 'rerun')),
      limits ${text} not null,
      wish ${text} not null check (wish in ('on', 'off')),
      failure ${text},
      uid ${integer} not null unique,
      document ${text} not null unique references secret_documents (id),
      created_at ${integer} not null,
      created_by ${text} not null,
      unique (app, name)
    ) ${end}`,
    `create index installs_version on installs (version)`,
    `create table install_runs (
      install ${text} not null references installs (id) on delete cascade,
      number ${integer} not null,
      version ${text} not null,
      version_revision ${integer} not null,
      install_revision ${integer} not null,
      at ${integer} not null,
      primary key (install, number)
    ) ${end}`,
    `create table processes (
      id ${text} primary key,
      install ${text} not null references installs (id) on delete cascade,
      pid ${integer},
      version ${text} not null,
      started_at ${integer} not null,
      version_revision ${integer} not null,
      install_revision ${integer} not null,
      acknowledged_at ${integer},
      ended_at ${integer},
      ending ${text}
    ) ${end}`,
    `create index processes_live on processes (install) where ended_at is null`,
    `create index processes_install on processes (install)`,
  ]
}

function visitors({ integer, bytes, text, end }: ColumnWords): string[] {
  return [
    `create table sessions (
      hash ${bytes} primary key,
      "user" ${text} not null references users (id) on delete cascade,
      kind ${text} not null check (kind in ('console', 'install')),
      install ${text} references installs (id) on delete cascade,
      created_at ${integer} not null,
      authenticated_at ${integer} not null,
      expires_at ${integer} not null,
      check ((kind = 'install') = (install is not null))
    ) ${end}`,
    `create index sessions_user on sessions ("user")`,
    `create index sessions_install on sessions (install)`,
    `create table admissions (
      hash ${bytes} primary key,
      install ${text} not null references installs (id) on delete cascade,
      "user" ${text} references users (id) on delete cascade,
      created_at ${integer} not null,
      expires_at ${integer} not null,
      spent_at ${integer}
    ) ${end}`,
    `create index admissions_install on admissions (install)`,
  ]
}

function operation({ integer, bytes, text, end }: ColumnWords): string[] {
  return [
    `create table jobs (
      id ${text} primary key,
      kind ${text} not null,
      subject ${text} not null,
      payload ${text} not null,
      state ${text} not null check (state in ('queued', 'running', 'done', 'failed')),
      attempts ${integer} not null,
      run_after ${integer} not null,
      lease_until ${integer},
      fence ${integer} not null,
      failure ${text},
      created_at ${integer} not null,
      finished_at ${integer}
    ) ${end}`,
    `create unique index jobs_open on jobs (kind, subject) where finished_at is null`,
    `create index jobs_due on jobs (run_after, id) where finished_at is null`,
    `create table audit (
      sequence ${integer} primary key,
      id ${text} not null unique,
      at ${integer} not null,
      owner ${text},
      subject ${text} not null,
      action ${text} not null,
      record ${text} not null,
      leaf ${bytes} not null,
      chain ${bytes} not null
    ) ${end}`,
    `create index audit_owner on audit (owner, sequence)`,
    `create index audit_subject on audit (subject, sequence)`,
    `create table idempotency (
      "user" ${text} not null references users (id) on delete cascade,
      "key" ${text} not null,
      route ${text} not null,
      body_hash ${bytes} not null,
      status ${integer},
      body ${text},
      created_at ${integer} not null,
      primary key ("user", "key")
    ) ${end}`,
    `create index idempotency_created_at on idempotency (created_at)`,
    `create table settings (
      "key" ${text} primary key,
      value ${text} not null
    ) ${end}`,
    `create table counters (
      name ${text} primary key,
      value ${integer} not null
    ) ${end}`,
  ]
}
