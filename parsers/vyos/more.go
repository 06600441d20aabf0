package vyos

import (
	"regexp"
	"slices"
	"strings"

	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// aliases are VyOS' commands that print what one of strongSwan's or of the
// kernel prints.
var aliases = map[string]string{
	"show vpn debug": "ipsec statusall", "show vpn debug detail": "ipsec statusall", "show vpn ipsec status": "ipsec statusall",
	"show vpn ipsec sa detail": "ipsec statusall", "show vpn ipsec sa verbose": "ipsec statusall", "show vpn ike status": "ipsec statusall",
	"show vpn ipsec state": "ip xfrm state", "show vpn ipsec policy": "ip xfrm policy",
	"show log vpn ipsec": "log", "show log ipsec": "log", "show log vpn all": "log", "monitor vpn ipsec": "log",
}

// more are outputs of VyOS that people paste.
func more(base *parsers.Platform) []parsers.Step {
	var steps []parsers.Step
	for _, command := range []string{"show vpn debug", "show vpn debug detail", "show vpn ipsec status", "show vpn ipsec sa detail", "show vpn ipsec sa verbose",
		"show vpn ike status", "show vpn ipsec state", "show vpn ipsec policy", "show log vpn ipsec", "show log ipsec", "show log vpn all", "monitor vpn ipsec"} {
		if step := base.StepFor(aliases[command]); step != nil {
			same := *step
			same.Command = command
			steps = append(steps, same)
		}
	}
	for _, command := range []string{"show vpn ipsec remote-access summary", "show vpn ipsec remote-access detail"} {
		steps = append(steps, parsers.Step{Command: command, Reveals: []ipsec.Area{ipsec.AreaIKESAs}, Doc: "remote access users and their IKE SAs",
			Recognise: isRemoteAccess, Parse: parseRemoteAccess})
	}
	return append(steps, parsers.Step{Command: "show vpn ipsec connections", Reveals: []ipsec.Area{ipsec.AreaChildSAs}, Doc: "connections, up and down",
		Recognise: isConnections, Parse: parseConnections})
}

func isRemoteAccess(text *scan.Text) bool {
	return columnsOf(text, "Connection ID", "Username", "Remote Host") != nil
}

func isConnections(text *scan.Text) bool {
	return columnsOf(text, "Connection", "State", "Type", "Local TS", "Remote TS") != nil
}

// columnsOf returns the names of the columns of a table that has the wanted
// ones, or nil.
func columnsOf(text *scan.Text, wanted ...string) []string {
	for n := range text.Len() {
		if cells := gap.Split(text.Trimmed(n), -1); hasAll(cells, wanted) {
			return cells
		}
	}
	return nil
}

func hasAll(cells, wanted []string) bool {
	have := "|" + strings.Join(cells, "|") + "|"
	for _, w := range wanted {
		if !strings.Contains(have, "|"+w+"|") {
			return false
		}
	}
	return true
}

// eachRow calls do with each row of a table by the names of its columns. The
// rule under the header shows where the columns are, so that empty cells keep
// their place; without it the cells are counted.
func eachRow(text *scan.Text, wanted []string, do func(row map[string]string, n int) bool) {
	var names []string
	var cuts [][]int
	for n := range text.Len() {
		raw, line := text.Line(n), text.Trimmed(n)
		switch cells := gap.Split(line, -1); {
		case line == "":
			continue
		case hasAll(cells, wanted):
			names, cuts = cells, nil
		case rule.MatchString(line):
			cuts = dashes.FindAllStringIndex(raw, -1)
		case names == nil || !do(rowOf(names, cuts, raw, cells), n):
			continue
		}
		text.Take(n)
	}
}

var dashes = regexp.MustCompile(`-+`)

func rowOf(names []string, cuts [][]int, raw string, cells []string) map[string]string {
	row := map[string]string{}
	if len(cells) == len(names) {
		for i, name := range names {
			row[name] = cells[i]
		}
		return row
	}
	if len(cuts) != len(names) {
		return row
	}
	raw, ok := aligned(raw, cuts)
	if !ok {
		return row
	}
	for i, name := range names {
		if cuts[i][0] >= len(raw) {
			break
		}
		end := len(raw)
		if i+1 < len(cuts) {
			end = min(end, cuts[i+1][0])
		}
		row[name] = strings.TrimSpace(raw[cuts[i][0]:end])
	}
	return row
}

// aligned puts a row under its header again, which lost the blanks before its
// first cell; false where it does not fit between the columns.
func aligned(raw string, cuts [][]int) (string, bool) {
	for range max(1, cuts[0][1]-cuts[0][0]) {
		crosses := slices.ContainsFunc(cuts[1:], func(c []int) bool { return c[0] <= len(raw) && raw[c[0]-1] != ' ' })
		if !crosses {
			return raw, true
		}
		raw = " " + raw
	}
	return "", false
}

// parseRemoteAccess reads "show vpn ipsec remote-access summary".
func parseRemoteAccess(text *scan.Text, snap *ipsec.Snapshot) {
	var sas []ipsec.IKESA
	eachRow(text, []string{"Connection ID", "Username", "Remote Host"}, func(row map[string]string, n int) bool {
		if row["Connection ID"] == "" || row["Remote Host"] == "" {
			return false
		}
		at := text.At(n)
		sa := ipsec.IKESA{ID: row["Connection ID"], Word: row["State"], State: ipsec.IKEUnknown, Remote: ipsec.Endpoint{Address: row["Remote Host"]}, Ref: at}
		if strings.EqualFold(sa.Word, "up") {
			sa.State = ipsec.IKEEstablished
		}
		if v, ok := map[string]int{"IKEv1": 1, "IKEv2": 2}[row["Protocol"]]; ok {
			sa.Version = ipsec.Saw(v, at)
		}
		if id := known(row["Remote ID"]); id != "" {
			sa.RemoteID = ipsec.Saw(id, at)
		}
		if d, ok := scan.Duration(row["Uptime"]); ok && sa.State.Up() {
			sa.Age = ipsec.Saw(d, at)
		}
		sa.Proposal.Text = known(row["IKE Proposal"])
		sas = append(sas, sa)
		return true
	})
	if len(snap.IKESAs) == 0 {
		snap.IKESAs = sas
	}
}

// parseConnections reads "show vpn ipsec connections": what is configured, and
// for each connection and child whether it is up.
func parseConnections(text *scan.Text, snap *ipsec.Snapshot) {
	var sas []ipsec.ChildSA
	eachRow(text, []string{"Connection", "State", "Type", "Local TS", "Remote TS"}, func(row map[string]string, n int) bool {
		if row["Connection"] == "" || row["State"] == "" {
			return false
		}
		if row["Type"] != "IPsec" { // the line of the IKE SA
			return strings.HasPrefix(row["Type"], "IKEv")
		}
		sa := ipsec.ChildSA{Name: row["Connection"], Word: row["State"], State: ipsec.ChildUnknown, Remote: ipsec.Endpoint{Address: row["Remote address"]}, Ref: text.At(n)}
		switch row["State"] {
		case "up":
			sa.State = ipsec.ChildInstalled
		case "down":
			sa.State = ipsec.ChildAbsent
		}
		sa.LocalTS, sa.RemoteTS = selectors(row["Local TS"]), selectors(row["Remote TS"])
		sas = append(sas, sa)
		return true
	})
	if len(snap.ChildSAs) == 0 {
		snap.ChildSAs = sas
	}
}

// selectors reads the selectors of one side, between blanks; "-" is none.
func selectors(s string) []ipsec.Selector {
	var out []ipsec.Selector
	for word := range strings.FieldsSeq(strings.ReplaceAll(s, ",", " ")) {
		addr, mask, _ := strings.Cut(word, "/")
		if sel, ok := scan.MaskSelector(addr, mask, "", ""); ok {
			out = append(out, sel)
		}
	}
	return out
}
