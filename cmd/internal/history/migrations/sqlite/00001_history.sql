-- Times are milliseconds since 1970 in UTC. Documents are gzip.
-- +goose Up
CREATE TABLE devices (
  name TEXT PRIMARY KEY, address TEXT NOT NULL, platform TEXT NOT NULL, site TEXT NOT NULL, zone TEXT NOT NULL, version TEXT NOT NULL,
  first_seen BIGINT NOT NULL, last_tried BIGINT NOT NULL, last_read BIGINT NOT NULL, failure TEXT NOT NULL, failure_text TEXT NOT NULL,
  took_ms BIGINT NOT NULL
);
CREATE TABLE captures (
  id INTEGER PRIMARY KEY, job BIGINT NOT NULL UNIQUE, device TEXT NOT NULL, started BIGINT NOT NULL, finished BIGINT NOT NULL,
  failure TEXT NOT NULL, failure_text TEXT NOT NULL, worker TEXT NOT NULL, size BIGINT NOT NULL, body BLOB NOT NULL
);
CREATE INDEX captures_device ON captures (device, finished);
CREATE TABLE sweeps (
  id INTEGER PRIMARY KEY, schedule TEXT NOT NULL, subject TEXT NOT NULL, asked_by TEXT NOT NULL, started BIGINT NOT NULL, deadline BIGINT NOT NULL,
  finished BIGINT NOT NULL, devices BIGINT NOT NULL, run BIGINT NOT NULL
);
CREATE INDEX sweeps_open ON sweeps (run, deadline);
CREATE TABLE sweep_members (sweep BIGINT NOT NULL, device TEXT NOT NULL, capture BIGINT NOT NULL, PRIMARY KEY (sweep, device));
CREATE INDEX sweep_members_waiting ON sweep_members (device, capture);
CREATE TABLE runs (
  id INTEGER PRIMARY KEY, sweep BIGINT NOT NULL UNIQUE, schedule TEXT NOT NULL, subject TEXT NOT NULL, asked_by TEXT NOT NULL,
  started BIGINT NOT NULL, finished BIGINT NOT NULL, devices BIGINT NOT NULL, unread BIGINT NOT NULL, tunnels BIGINT NOT NULL, up BIGINT NOT NULL,
  degraded BIGINT NOT NULL, down BIGINT NOT NULL, idle BIGINT NOT NULL, standby BIGINT NOT NULL, unknown BIGINT NOT NULL,
  exit_code BIGINT NOT NULL, incidents BLOB NOT NULL
);
CREATE INDEX runs_finished ON runs (finished);
CREATE TABLE tunnels (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, local TEXT NOT NULL, remote TEXT NOT NULL, site TEXT NOT NULL, first_seen BIGINT NOT NULL,
  last_run BIGINT NOT NULL, last_judged BIGINT NOT NULL, health TEXT NOT NULL, since BIGINT NOT NULL, rule TEXT NOT NULL, title TEXT NOT NULL,
  detail TEXT NOT NULL, severity TEXT NOT NULL, confidence TEXT NOT NULL, owner TEXT NOT NULL, exit_code BIGINT NOT NULL,
  incident TEXT NOT NULL, document BLOB NOT NULL
);
-- One row a tunnel and run. An unknown number is NULL, never 0.
CREATE TABLE points (
  tunnel BIGINT NOT NULL, at BIGINT NOT NULL, run BIGINT NOT NULL, health TEXT NOT NULL, rule TEXT NOT NULL, ike_sas BIGINT, child_sas BIGINT,
  ike_age BIGINT, bytes_in BIGINT, bytes_out BIGINT, packets_in BIGINT, packets_out BIGINT, rate_in DOUBLE PRECISION, rate_out DOUBLE PRECISION,
  errors BIGINT, rekeys BIGINT, PRIMARY KEY (tunnel, at, run)
);
CREATE INDEX points_run ON points (run);
CREATE INDEX points_at ON points (at);
CREATE TABLE findings (
  fingerprint TEXT PRIMARY KEY, tunnel TEXT NOT NULL, rule TEXT NOT NULL, title TEXT NOT NULL, detail TEXT NOT NULL, severity TEXT NOT NULL,
  confidence TEXT NOT NULL, owner TEXT NOT NULL, explained_by TEXT NOT NULL, incident TEXT NOT NULL, state TEXT NOT NULL, opened BIGINT NOT NULL,
  last_seen BIGINT NOT NULL, closed BIGINT NOT NULL, seen BIGINT NOT NULL, missed BIGINT NOT NULL, reopened BIGINT NOT NULL, flapping BIGINT NOT NULL,
  muted_until BIGINT NOT NULL, acked_at BIGINT NOT NULL, acked_by TEXT NOT NULL, note TEXT NOT NULL,
  told BIGINT NOT NULL
);
CREATE INDEX findings_tunnel ON findings (tunnel);
CREATE INDEX findings_state ON findings (state, last_seen);
CREATE TABLE changes (
  id INTEGER PRIMARY KEY, at BIGINT NOT NULL, run BIGINT NOT NULL, fingerprint TEXT NOT NULL, tunnel TEXT NOT NULL, rule TEXT NOT NULL,
  what TEXT NOT NULL, who TEXT NOT NULL, detail TEXT NOT NULL, quiet TEXT NOT NULL
);
CREATE INDEX changes_at ON changes (at);
CREATE INDEX changes_fingerprint ON changes (fingerprint);
CREATE INDEX changes_tunnel ON changes (tunnel, id);
CREATE TABLE windows (
  id INTEGER PRIMARY KEY, which TEXT NOT NULL, starts BIGINT NOT NULL, ends BIGINT NOT NULL, reason TEXT NOT NULL, who TEXT NOT NULL
);
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY, at BIGINT NOT NULL, channel TEXT NOT NULL, key TEXT NOT NULL UNIQUE, state TEXT NOT NULL, attempts BIGINT NOT NULL,
  tried BIGINT NOT NULL, error TEXT NOT NULL, body TEXT NOT NULL
);
CREATE INDEX deliveries_unsent ON deliveries (channel, state);
CREATE TABLE audit (id INTEGER PRIMARY KEY, at BIGINT NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL, detail TEXT NOT NULL);
CREATE INDEX audit_at ON audit (at);
CREATE TABLE workers (
  name TEXT PRIMARY KEY, role TEXT NOT NULL, zones TEXT NOT NULL, parallel BIGINT NOT NULL, version TEXT NOT NULL, started BIGINT NOT NULL,
  seen BIGINT NOT NULL, stopped BIGINT NOT NULL
);

-- +goose Down
DROP TABLE workers; DROP TABLE audit; DROP TABLE deliveries; DROP TABLE windows; DROP TABLE changes; DROP TABLE findings; DROP TABLE points; DROP TABLE tunnels;
DROP TABLE runs; DROP TABLE sweep_members; DROP TABLE sweeps; DROP TABLE captures; DROP TABLE devices;
