// Migration 2: people get passwords and sign-in names, some are operators, sessions say how they began, and the copy of the root
// key is known to be put away.
import type { Migration } from "./migration.ts"

export const accounts: Migration = {
  number: 2,
  name: "accounts",
  statements: ({ integer, bytes, text, end }) => [
    `alter table users add column operator ${integer} not null default 0 check (operator in (0, 1))`,
    // Null for people of before until they set a password, and for those who were removed: null collides with nothing.
    `alter table users add column sign_in_name ${text}`,
    `alter table users add column removed_at ${integer}`,
    `create unique index users_sign_in_name on users (sign_in_name)`,
    `update users set operator = 1 where id = (select min(id) from users)`,
    `create table passwords (
      "user" ${text} primary key references users (id) on delete cascade,
      hash ${bytes} not null,
      salt ${bytes} not null,
      memory_kib ${integer} not null,
      passes ${integer} not null,
      parallelism ${integer} not null,
      created_at ${integer} not null
    ) ${end}`,
    `alter table sessions add column via ${text} not null default 'link'
      check (via in ('link', 'password', 'code'))`,
    `update sessions set via = 'code' where kind = 'install'`,
    `alter table sessions add column browser ${text}`,
    `alter table sessions add column last_used_at ${integer}`,
    `alter table keyring_state add column recovery_acknowledged_at ${integer}`,
  ],
}
