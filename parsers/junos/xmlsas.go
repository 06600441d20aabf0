package junos

import (
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// xmlSteps are the outputs of "| display xml". A name without its pipe is the
// one of the plain output, whose parser looks for XML first.
func xmlSteps() []parsers.Step {
	var steps []parsers.Step
	for _, end := range []string{" xml", " | display xml"} {
		steps = append(steps,
			parsers.Step{Command: "show security ike security-associations" + end, Reveals: areas(ipsec.AreaIKESAs), Doc: "IKE SAs as XML",
				Recognise: begins("<ike-security-associations-information"), Parse: parseIKE},
			parsers.Step{Command: "show security ike security-associations detail" + end, Reveals: areas(ipsec.AreaIKESAs), Doc: "IKE SAs in detail as XML",
				Recognise: begins("<ike-security-associations-information"), Parse: parseIKEDetail},
			parsers.Step{Command: "show security ipsec security-associations" + end, Reveals: areas(ipsec.AreaChildSAs), Doc: "IPsec SAs as XML",
				Recognise: begins("<ipsec-security-associations-information"), Parse: parseIPsec},
			parsers.Step{Command: "show security ipsec statistics" + end, Reveals: areas(ipsec.AreaDrops), Doc: "counters of IPsec as XML",
				Recognise: begins("<usp-ipsec-total-statistics-information"), Parse: parseStatisticsXML})
	}
	return steps
}

// envelope are the elements around every answer.
var envelope = []string{"rpc-reply", "multi-routing-engine-results", "multi-routing-engine-item", "cli", "banner", "re-name"}

func parseIKEXML(text *scan.Text, snap *ipsec.Snapshot) {
	r := &xmlReader{text: text,
		containers: names(append([]string{"ike-security-associations-information", "ike-security-associations-block", "ike-security-associations", "ike-sa-algorithms"}, envelope...)...),
		known: names(append([]string{"ike-sa-remote-address", "ike-sa-index", "ike-gw-name", "ike-sa-role", "ike-sa-state", "ike-sa-initiator-cookie",
			"ike-sa-responder-cookie", "ike-sa-exchange-type", "ike-sa-authentication-method", "ike-sa-local-address", "ike-sa-local-port",
			"ike-sa-remote-port", "ike-sa-lifetime", "ike-sa-reauthlifetime", "ike-sa-remote-identity", "ike-sa-authentication-algorithm",
			"ike-sa-encryption-algorithm", "ike-sa-prf-algorithm"}, envelope...)...),
	}
	r.ended = func(e *element) {
		if e.name == "ike-security-associations" && !e.at.IsZero() && e.get("ike-sa-index") != "" && e.get("ike-sa-remote-address") != "" {
			ikeFromXML(snap, e)
		}
	}
	r.walk()
}

// ikeFromXML completes the SA of an index, or adds it.
func ikeFromXML(snap *ipsec.Snapshot, e *element) {
	at := e.at
	if id := e.leaf("ike-sa-index").at; id.First < at.First {
		at.First = id.First
	}
	sa := indexed(snap, e.get("ike-sa-index"), e.get("ike-sa-remote-address"), at)
	if name := e.get("ike-gw-name"); name != "" {
		sa.Name = name
	}
	if role := e.get("ike-sa-role"); role == "initiator" || role == "responder" {
		sa.Role = ipsec.Role(role)
	}
	responder := e.get("ike-sa-responder-cookie")
	if word := e.get("ike-sa-state"); word != "" && responder != "" {
		var role ipsec.Role
		sa.Word = word
		if sa.State, role = state(word, responder); sa.Role == ipsec.RoleUnknown {
			sa.Role = role
		}
	} else if sa.State == "" {
		sa.State, sa.Word = ipsec.IKEUnknown, word
	}
	cookies(sa, e.get("ike-sa-initiator-cookie"), responder, at)
	exchange(sa, e.get("ike-sa-exchange-type"), at)
	if address := e.get("ike-sa-local-address"); address != "" {
		sa.Local = ipsec.Endpoint{Address: address, Port: port(e.get("ike-sa-local-port"))}
	}
	sa.Remote.Port = max(sa.Remote.Port, port(e.get("ike-sa-remote-port")))
	if l := e.leaf("ike-sa-authentication-method"); l.text != "" {
		sa.Auth = ipsec.Saw(l.text, l.at)
	}
	if l := e.leaf("ike-sa-remote-identity"); l.text != "" {
		sa.RemoteID = ipsec.Saw(l.text, l.at)
	}
	expires(sa, e.get("ike-sa-lifetime"), at)
}

func parseIPsecXML(text *scan.Text, snap *ipsec.Snapshot) {
	r := &xmlReader{text: text,
		containers: names(append([]string{"ipsec-security-associations-information", "ipsec-security-associations-block", "ipsec-security-associations"}, envelope...)...),
		known: names(append([]string{"total-active-tunnels", "total-ipsec-sas", "sa-block-state", "sa-direction", "sa-tunnel-index", "sa-spi", "sa-aux-spi",
			"sa-remote-gateway", "sa-port", "sa-vpn-monitoring-state", "sa-protocol", "sa-esp-encryption-algorithm", "sa-hmac-algorithm",
			"sa-hard-lifetime", "sa-lifesize-remaining", "sa-virtual-system"}, envelope...)...),
	}
	tunnels := index(snap)
	directions := map[string]string{"<": "<", ">": ">", "inbound": "<", "outbound": ">"}
	monitors := map[string]string{"U": "U", "D": "D", "up": "U", "UP": "U", "down": "D", "DOWN": "D"}
	r.ended = func(e *element) {
		way := directions[e.get("sa-direction")]
		spi, ok := scan.SPI(e.get("sa-spi"))
		if e.name != "ipsec-security-associations" || way == "" || !ok || e.get("sa-tunnel-index") == "" || e.get("sa-remote-gateway") == "" {
			return
		}
		monitor := monitors[e.get("sa-vpn-monitoring-state")]
		if monitor == "" {
			monitor = "-"
		}
		row(snap, tunnels, []string{"", way, e.get("sa-tunnel-index"), e.get("sa-protocol"),
			e.get("sa-esp-encryption-algorithm") + "/" + e.get("sa-hmac-algorithm"), spi, e.get("sa-hard-lifetime"), "",
			monitor, "", e.get("sa-port"), e.get("sa-remote-gateway")}, e.at)
	}
	r.walk()
}

// parseStatisticsXML reads the counters of the whole device. Those of
// "error-statistics" are packets that were dropped.
func parseStatisticsXML(text *scan.Text, snap *ipsec.Snapshot) {
	counters := []string{"esp-encrypted-bytes", "esp-decrypted-bytes", "esp-encrypted-packets", "esp-decrypted-packets", "ah-input-bytes", "ah-output-bytes",
		"ah-input-packets", "ah-output-packets"}
	errors := []string{"ah-authentication-failures", "replay-errors", "esp-authentication-failures", "esp-decryption-failures", "bad-headers", "bad-trailers"}
	r := &xmlReader{text: text,
		containers: names(append([]string{"usp-ipsec-total-statistics-information", "esp-statistics", "ah-statistics", "error-statistics"}, envelope...)...),
		known:      names(append(append(counters, errors...), envelope...)...),
	}
	r.ended = func(e *element) {
		if e.name != "error-statistics" {
			return
		}
		for _, name := range errors {
			l, has := e.leaves[name]
			if count, ok := scan.Uint(l.text); has && ok {
				snap.Drops = append(snap.Drops, ipsec.Named{Name: name, Count: ipsec.Saw(count, l.at)})
			}
		}
	}
	r.walk()
}
