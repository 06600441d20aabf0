// Package config merges the settings of a run: flags, environment variables
// and a settings file, in this order of precedence. It is the only user of
// viper, which never sees a device name: it would put it in lower case and
// split it at its dots.
package config
