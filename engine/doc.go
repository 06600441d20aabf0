// Package engine infers why a tunnel is broken. It is pure: it reads no file,
// opens no connection and asks no clock. The same [Case] gives the same
// [Diagnosis], byte for byte.
//
// A [Rule] judges one possible finding on one case and answers with a
// [Verdict]. [Diagnose] runs every rule, works out how sure each finding is,
// folds consequences under their causes and picks the headline. Rules live in
// the packages below rules, one rule a file.
package engine
