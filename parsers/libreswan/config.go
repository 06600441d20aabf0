package libreswan

import (
	"slices"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/linux"
	"ipsec-diag/parsers/scan"
)

// configCommands are how the configuration file is shown.
var configCommands = []string{"cat /etc/ipsec.conf", "ipsec.conf", "ipsec conf", "cat /etc/ipsec.d/<file>"}

// parseConfig reads ipsec.conf(5). Its connections have a left and a right
// side, and the file does not say which is this host: until the snapshot is
// finished, left stands as the local one.
func parseConfig(text *scan.Text, snap *ipsec.Snapshot) {
	if linux.IsSecretsFile(text.Command()) {
		linux.ParseSecrets(text, snap)
		return
	}
	for _, c := range linux.ReadConns(text, linux.ConfBefore(text, snap, isConfigCommand)) {
		snap.Peers = addPeer(snap.Peers, section{c}.peer())
	}
}

// isConfigCommand reports whether a command shows a configuration file.
func isConfigCommand(command string) bool {
	return strings.HasPrefix(command, "cat /etc/ipsec.d/") && !linux.IsSecretsFile(command) || slices.Contains(configCommands, command)
}

func addPeer(peers []ipsec.Peer, p ipsec.Peer) []ipsec.Peer {
	if slices.ContainsFunc(peers, func(have ipsec.Peer) bool { return have.Name == p.Name }) {
		return peers
	}
	return append(peers, p)
}
