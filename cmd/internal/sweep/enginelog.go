package sweep

import (
	"context"
	"log/slog"

	"github.com/sirupsen/logrus"
)

// An engineLog hands what the job engine logs, from warnings on, to the log of
// this program at debug level: the history tells of failed jobs.
type engineLog struct {
	log    *logrus.Logger
	fields logrus.Fields
	group  string
}

// Enabled leaves out what is less than a warning.
func (l *engineLog) Enabled(_ context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && l.log.IsLevelEnabled(logrus.DebugLevel)
}

// Handle logs one record.
func (l *engineLog) Handle(_ context.Context, r slog.Record) error {
	fields := l.with(nil)
	r.Attrs(func(a slog.Attr) bool {
		fields[l.group+a.Key] = a.Value.Resolve().String()
		return true
	})
	l.log.WithFields(fields).Debug(r.Message)
	return nil
}

// WithAttrs adds fields to each record.
func (l *engineLog) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &engineLog{log: l.log, fields: l.with(attrs), group: l.group}
}

// WithGroup puts a name before the fields to come.
func (l *engineLog) WithGroup(name string) slog.Handler {
	return &engineLog{log: l.log, fields: l.fields, group: l.group + name + "."}
}

func (l *engineLog) with(attrs []slog.Attr) logrus.Fields {
	out := logrus.Fields{}
	for k, v := range l.fields {
		out[k] = v
	}
	for _, a := range attrs {
		out[l.group+a.Key] = a.Value.Resolve().String()
	}
	return out
}
