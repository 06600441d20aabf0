package recognise

import (
	"path"
	"strings"
)

// firstWords are the first words of commands in file names. A device name may
// hold dots, and so may a command: the command begins with one of these.
var firstWords = []string{"show", "debug", "log", "swanctl", "ipsec", "ip", "journalctl", "tail", "cat", "date", "uptime", "running", "strongswan", "console", "monitor",
	"nft", "get", "diagnose", "ss", "sysctl", "systemctl", "uname", "iptables", "iptables-save", "netstat", "conntrack", "ethtool", "ifconfig"}

// FromFileName reads device and command from a path: "hq.show_crypto_isakmp_sa.txt"
// or "hq/show_crypto_isakmp_sa.txt". What a name does not say is empty.
func FromFileName(name string) (device, command string) {
	name = strings.ReplaceAll(name, "\\", "/")
	base := strings.TrimSuffix(path.Base(name), ".gz")
	for _, ending := range []string{".txt", ".log", ".out"} {
		if cut, ok := strings.CutSuffix(base, ending); ok && cut != "" {
			base = cut
			break
		}
	}
	device, command = splitName(base)
	if device == "" && command != "" {
		if dir := path.Base(path.Dir(name)); dir != "." && dir != "/" && dir != ".." {
			device = dir
		}
	}
	return device, strings.Join(strings.Fields(strings.ReplaceAll(command, "_", " ")), " ")
}

// NamesDevice reports whether a file is named by a device and a known command:
// "hq.show_version.txt". What begins with a command names no device, whatever
// dots it has, and neither does a dot in an unknown command.
func NamesDevice(name string) bool {
	if startsCommand(name) {
		return false
	}
	device, command := FromFileName(name)
	return device != "" && command != "" && (startsCommand(strings.ReplaceAll(command, " ", "_")) || !strings.Contains(device, "_"))
}

func splitName(base string) (device, command string) {
	if startsCommand(base) {
		return "", base
	}
	for at := 0; at < len(base); at++ {
		if base[at] == '.' && startsCommand(base[at+1:]) {
			return base[:at], base[at+1:]
		}
	}
	if at := strings.LastIndexByte(base, '.'); at > 0 && strings.Contains(base[at+1:], "_") {
		return base[:at], base[at+1:]
	}
	return base, ""
}

// startsCommand reports whether a name begins as a command does; that of one that
// begins with a slash begins with "_".
func startsCommand(s string) bool {
	if strings.HasPrefix(s, "_") {
		return true
	}
	first, _, _ := strings.Cut(s, "_")
	for _, w := range firstWords {
		if first == w {
			return true
		}
	}
	return false
}
