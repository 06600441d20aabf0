package cisco

import "ipsec-diag/parsers/scan"

// portNumbers are the names that IOS and ASA print for ports in access lists.
// What is not here keeps its name and is no range.
var portNumbers = map[string]int{
	"isakmp": 500, "non500-isakmp": 4500, "www": 80, "http": 80, "https": 443, "domain": 53, "telnet": 23, "ssh": 22, "smtp": 25, "ftp": 21,
	"ftp-data": 20, "tftp": 69, "ntp": 123, "snmp": 161, "snmptrap": 162, "syslog": 514, "bootps": 67, "bootpc": 68, "bgp": 179, "ldap": 389,
	"ldaps": 636, "pop3": 110, "imap4": 143, "nfs": 2049, "sqlnet": 1521, "citrix-ica": 1494, "tacacs": 49, "radius": 1645, "radius-acct": 1646,
	"netbios-ns": 137, "netbios-dgm": 138, "netbios-ssn": 139, "kerberos": 750, "sip": 5060, "h323": 1720, "pptp": 1723, "lpd": 515, "rip": 520,
}

// Port returns the number of a port as access lists and log lines print it.
func Port(word string) (int, bool) {
	if n, ok := portNumbers[word]; ok {
		return n, true
	}
	return scan.Int(word)
}
