package ciscoasa

import "ipsec-diag/parsers/ipsec"

// packet begins the messages 4021nn about received ESP and AH packets.
const packet = `Received an? (?:\S+ )?packet \(SPI= ?(?P<spi>[0-9A-Fa-fx]+), sequence number[= ]+\S+\) from (?P<remote>\S+) (?:\((?:user= ?)?[^)]*\) )?to (?P<local>\S+)`

// dataPlaneRules are the messages about packets, SAs, filters and interfaces.
var dataPlaneRules = []logRule{
	rule("402114", packet+` with an invalid SPI`, ipsec.EventInvalidSPI, ""),
	rule("402115", `Received a packet from (?P<remote>\S+) to (?P<local>\S+) containing (?P<received>.*?) data instead of (?P<configured>.*?) data`, ipsec.EventEncapsulationMismatch, ""),
	rule("402116", packet+`\. +The decapsulated inner packet.*specifies (?P<received>its destination as \S+, its source as \S+, and its protocol as [^.\s]+)\. +The SA specifies (?P<configured>its local proxy as \S+) and (?P<configured2>its remote proxy as \S+)`, ipsec.EventInnerOutside, ""),
	rule("402117", `Received a non-IPsec(?: packet)? \(protocol= ?(?P<received>[^)]+)\)(?: packet)? from (?P<remote>\S+) to (?P<local>\S+)`, ipsec.EventNotIPsec, ""),
	rule("402119", packet+` that failed anti-replay`, ipsec.EventReplay, ""),
	rule("402120", packet+` that failed authentication`, ipsec.EventIntegrityFailed, ""),
	rule("402118", packet+` (?P<reason>containing an illegal IP fragment.*)$`, ipsec.EventFragmentRefused, ""),
	rule("402121", packet+` that was dropped by IPsec \((?P<reason>[^)]*)\)`, ipsec.EventIPsecDrop, ""),
	rule("402122", `Received a cleartext packet from (?P<received>\S+ to \S+) that was to be encapsulated in IPsec that was dropped by IPsec \((?P<reason>[^)]*)\)`, ipsec.EventIPsecDrop, ""),
	rule("602103 602104", `Received an ICMP Destination Unreachable from (?P<subject>\S+) with suggested PMTU of (?P<received>\d+); (?P<reason>PMTU (?:updated|unchanged)(?: for SA with peer (?P<remote>[^,\s]+), SPI (?P<spi>[^,\s]+))?.*)$`, ipsec.EventPathMTU, ""),
	rule("602101", `(?P<reason>PMTU-D packet \d+ bytes greater than effective mtu \d+).*dest_addr=(?P<remote>[^,\s]+), src_addr=(?P<local>[^,\s]+)`, ipsec.EventPathMTU, "").with(hostsOnly),
	rule("402123 402124 402125 402126 402127", `(?P<reason>CRYPTO: The .+)$`, ipsec.EventEngineError, ""),
	rule("602303", `An? outbound (?:\S+ )*SA \(SPI= ?(?P<spi>[0-9A-Fa-fx]+)\) between (?P<local>\S+) and (?P<remote>\S+) .*has been created`, ipsec.EventChildEstablished, ipsec.ExchangeChild),
	rule("602304", `An? outbound (?:\S+ )*SA \(SPI= ?(?P<spi>[0-9A-Fa-fx]+)\) between (?P<local>\S+) and (?P<remote>\S+) .*has been deleted`, ipsec.EventChildClosed, ""),
	quiet("602303 602304 402148 402149 402150"),
	rule("710005", `(?P<reason>UDP request discarded) from (?P<remote>[^/\s]+)/\d+ to (?P<subject>[^:\s]+):(?P<local>[^/\s]+)/(?:500|4500|isakmp)\b`, ipsec.EventNoConnection, ipsec.ExchangeInit),
	rule("411001 411002 411003 411004", `(?P<reason>.*[Ii]nterface (?P<subject>[^\s,]+),.*)$`, ipsec.EventInterfaceChange, ""),
	rule("104001", `(?P<reason>\(\w+\) Switching to ACTIVE.*)$`, ipsec.EventFailover, ""),
	rule("199002", ``, ipsec.EventDaemonStarted, ""),
}
