// The schema, as the list of steps that lead to it. Append only: a step that was released never changes.

export const migrations: readonly string[] = [
  `
  CREATE TABLE session (
    id TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL,
    epoch TEXT NOT NULL
  ) STRICT;

  CREATE TABLE document (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    session TEXT NOT NULL REFERENCES session
  ) STRICT;

  CREATE TABLE log (
    document INTEGER NOT NULL REFERENCES document,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    crc INTEGER NOT NULL,
    PRIMARY KEY (document, seq)
  ) STRICT;

  CREATE TABLE snapshot (
    document INTEGER PRIMARY KEY REFERENCES document,
    seq INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    crc INTEGER NOT NULL
  ) STRICT;

  -- Ids grow with each insert, so that they order the edits of a row; before and after are JSON scalars.
  CREATE TABLE edit (
    id INTEGER PRIMARY KEY,
    document INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    seat TEXT,
    root TEXT NOT NULL,
    row_id TEXT NOT NULL,
    field TEXT NOT NULL,
    value_before TEXT NOT NULL,
    value_after TEXT NOT NULL,
    FOREIGN KEY (document, seq) REFERENCES log (document, seq)
  ) STRICT;
  CREATE INDEX edit_of_row ON edit (document, root, row_id);

  CREATE TABLE ledger (
    session TEXT NOT NULL REFERENCES session,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    seat TEXT NOT NULL,
    actor TEXT NOT NULL,
    role TEXT NOT NULL,
    delegation TEXT,
    act TEXT NOT NULL,
    input TEXT NOT NULL,
    facts TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (session, number)
  ) STRICT;

  -- attempted and kept are JSON scalars, reason is the JSON of a Refusal.
  CREATE TABLE refusal (
    ordinal INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES document,
    session TEXT NOT NULL REFERENCES session,
    seat TEXT NOT NULL,
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    root TEXT NOT NULL,
    row_id TEXT NOT NULL,
    field TEXT NOT NULL,
    attempted TEXT NOT NULL,
    kept TEXT NOT NULL,
    reason TEXT NOT NULL,
    raw BLOB,
    dismissed INTEGER NOT NULL DEFAULT 0,
    UNIQUE (session, seat, id)
  ) STRICT;
  CREATE INDEX refusal_in_tray ON refusal (session, seat) WHERE dismissed = 0;

  CREATE TABLE binding (
    document INTEGER NOT NULL REFERENCES document,
    client_id INTEGER NOT NULL,
    seat TEXT NOT NULL,
    PRIMARY KEY (document, client_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE answer (
    session TEXT NOT NULL REFERENCES session,
    seat TEXT NOT NULL,
    command_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (session, seat, command_id)
  ) STRICT;

  CREATE TABLE link (
    id TEXT PRIMARY KEY,
    session TEXT NOT NULL REFERENCES session,
    role TEXT NOT NULL,
    delegation TEXT,
    seat_limit INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER
  ) STRICT;
  CREATE INDEX link_of_session ON link (session);

  CREATE TABLE seat (
    id TEXT PRIMARY KEY,
    link TEXT NOT NULL REFERENCES link,
    session TEXT NOT NULL REFERENCES session,
    role TEXT NOT NULL,
    delegation TEXT,
    name TEXT NOT NULL,
    function TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
  ) STRICT;
  CREATE INDEX seat_of_session ON seat (session);
  CREATE INDEX seat_of_link ON seat (link);

  CREATE TABLE secret (
    name TEXT PRIMARY KEY,
    bytes BLOB NOT NULL
  ) STRICT;

  CREATE TABLE probe (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    written INTEGER NOT NULL
  ) STRICT;
  INSERT INTO probe VALUES (1, 0);
  `,
  `
  -- Numbers grow with each insert, so that they order what was said.
  CREATE TABLE message (
    number INTEGER PRIMARY KEY,
    session TEXT NOT NULL REFERENCES session,
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    thread TEXT NOT NULL,
    seat TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    delegation TEXT,
    text TEXT NOT NULL,
    UNIQUE (session, id)
  ) STRICT;

  CREATE TABLE message_circle (
    session TEXT NOT NULL,
    circle TEXT NOT NULL,
    message INTEGER NOT NULL REFERENCES message,
    PRIMARY KEY (session, circle, message)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE content (
    session TEXT NOT NULL REFERENCES session,
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    size INTEGER NOT NULL,
    PRIMARY KEY (session, id)
  ) STRICT;

  CREATE TABLE content_part (
    session TEXT NOT NULL,
    id TEXT NOT NULL,
    part INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (session, id, part),
    FOREIGN KEY (session, id) REFERENCES content (session, id)
  ) STRICT;
  `,
  `
  CREATE TABLE statement (
    number INTEGER PRIMARY KEY,
    session TEXT NOT NULL REFERENCES session,
    id TEXT NOT NULL,
    item TEXT NOT NULL,
    delegation TEXT NOT NULL,
    text TEXT,
    at INTEGER NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (session, id)
  ) STRICT;
  CREATE INDEX statement_of_item ON statement (session, item, delegation);
  `,
]
