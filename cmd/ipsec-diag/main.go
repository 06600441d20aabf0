// Command ipsec-diag says why an IPsec tunnel is broken. It logs in to VPN
// devices over SSH, runs read-only commands and judges what they answer.
package main

import (
	"os"

	"ipsec-diag/cmd/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
