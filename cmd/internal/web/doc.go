// Package web shows the history: pages for people, JSON for programs. It reads
// the database only, never a run at work, so that any process with the database
// can serve it.
package web
