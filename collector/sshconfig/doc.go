// Package sshconfig reads an OpenSSH client configuration (ssh_config(5)) and
// tells what it says of a host.
//
// It is an evaluator of our own. The library at hand, kevinburke/ssh_config
// 1.6, loses the whole file at "Match final all", which RHEL and Fedora ship,
// and takes the words after the first condition of a Match for host patterns,
// so that "Match host rtr-* user bob" holds for every user. "ssh -G" knows all
// but costs 10 ms a host and needs ssh installed. What cannot be evaluated
// here (Match exec, final, canonical and the like) is left out with a warning
// that names file and line, never guessed.
package sshconfig
