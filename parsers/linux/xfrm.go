package linux

import (
	"slices"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// Kernel is the state word of the Child SAs that were read from the kernel.
// [JoinKernel] joins them with those of the IKE daemon; one that stays is
// unknown to the daemon.
const Kernel = "kernel"

// parseXfrmState reads "ip -s xfrm state list nokeys": one SA per direction.
// One without algorithms is none yet: the kernel holds its place for 30 s while
// the daemon negotiates, or because a packet asks for it.
func parseXfrmState(text *scan.Text, snap *ipsec.Snapshot) {
	if parseIpsecctl(text, snap) {
		return
	}
	var sa *ipsec.ChildSA
	section := ""
	for n := 0; n < text.Len(); n++ {
		line := text.Trimmed(n)
		if line == "" {
			continue
		}
		words := strings.Fields(line)
		if len(words) >= 4 && words[0] == "src" && words[2] == "dst" && !indented(text.Line(n)) {
			sa = &ipsec.ChildSA{Word: Kernel, Flags: []string{Kernel}, Ref: text.At(n)}
			sa.Local.Address, sa.Remote.Address = words[1], words[3]
			snap.ChildSAs = append(snap.ChildSAs, *sa)
			sa = &snap.ChildSAs[len(snap.ChildSAs)-1]
			section = ""
			text.Take(n)
			continue
		}
		if sa == nil {
			continue
		}
		if strings.HasSuffix(line, ":") {
			section = line
			text.Take(n)
		} else if xfrmLine(sa, section, line, words, text.At(n)) {
			text.Take(n)
		}
		if text.Taken(n) {
			sa.Ref.Last = int32(n + 1)
		}
	}
	snap.ChildSAs = slices.DeleteFunc(snap.ChildSAs, func(sa ipsec.ChildSA) bool { return sa.Word == Kernel && sa.State == "" })
}

func indented(line string) bool { return strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t") }

// xfrmLine reads a line of a kernel SA. Until Finish knows the direction, the
// numbers stand under "out": of the sender of this SA.
func xfrmLine(sa *ipsec.ChildSA, section, line string, words []string, at ipsec.Ref) bool {
	switch words[0] {
	case "aead", "enc", "auth", "auth-trunc", "comp":
		sa.State = ipsec.ChildInstalled
		return true
	}
	switch {
	case words[0] == "proto":
		xfrmProto(sa, words, at)
	case words[0] == "encap":
		sa.UDPEncap = ipsec.Saw(true, at)
	case words[0] == "if_id" && len(words) > 1:
		sa.IfID = ipsec.Saw(words[1], at)
	case section == "lifetime current:" && strings.Contains(line, "(bytes)"):
		xfrmCurrent(sa, words, at)
	case words[0] == "replay-window" && section == "stats:":
		xfrmStats(sa, words, at)
	case words[0] == "replay-window", words[0] == "replay_window":
		xfrmWindow(sa, words, at)
	case strings.HasPrefix(line, "anti-replay context:"), strings.HasPrefix(line, "anti-replay esn context:"),
		words[0] == "limit:", words[0] == "expire", words[0] == "add",
		words[0] == "mark", words[0] == "output-mark", words[0] == "sel", words[0] == "lastused", words[0] == "dir",
		words[0] == "seq-hi", words[0] == "coa", words[0] == "security", words[0] == "crypto", words[0] == "seq":
	case isHexLine(line): // the bitmap of a long replay window
	default:
		return false
	}
	return true
}

func isHexLine(line string) bool { return strings.Trim(line, "0123456789abcdef ") == "" }

// xfrmProto reads "proto esp spi 0xc783c733(3347302195) reqid 1 mode tunnel".
func xfrmProto(sa *ipsec.ChildSA, words []string, at ipsec.Ref) {
	for i := 0; i+1 < len(words); i++ {
		switch words[i] {
		case "proto":
			sa.Protocol = ipsec.Saw(strings.ToUpper(words[i+1]), at)
		case "spi":
			if spi, ok := scan.SPI(words[i+1]); ok {
				sa.OutSPI = []string{spi}
			}
		case "reqid":
			sa.ID, _, _ = strings.Cut(words[i+1], "(")
		case "mode":
			sa.Mode = ipsec.Saw(words[i+1], at)
		}
	}
}

// xfrmCurrent reads "840(bytes), 10(packets)".
func xfrmCurrent(sa *ipsec.ChildSA, words []string, at ipsec.Ref) {
	for _, w := range words {
		n, unit, ok := scan.Leading(w)
		switch {
		case ok && strings.HasPrefix(unit, "(bytes)"):
			sa.Counters.OutBytes = ipsec.Saw(n, at)
		case ok && strings.HasPrefix(unit, "(packets)"):
			sa.Counters.OutPackets = ipsec.Saw(n, at)
			if n > 0 {
				sa.State = ipsec.ChildInstalled
			}
		}
	}
}

// xfrmWindow reads "replay-window 32 seq 0x00000000 flag af-unspec": how far back
// replayed packets are known. With extended sequence numbers it is 0 there and
// stands below, as "replay_window 128, bitmap-length 4". It counts for packets
// that come in; that of an outbound SA says nothing, see [JoinKernel].
func xfrmWindow(sa *ipsec.ChildSA, words []string, at ipsec.Ref) {
	if len(words) < 2 {
		return
	}
	n, ok := scan.Uint(strings.TrimSuffix(words[1], ","))
	if ok && (n > 0 || words[0] == "replay_window" || !slices.Contains(words, "esn")) {
		sa.Replay = ipsec.Saw(n > 0, at)
	}
}

// xfrmStats reads "replay-window 0 replay 0 failed 0": packets outside the
// window, packets that failed the replay check, and failed integrity checks.
func xfrmStats(sa *ipsec.ChildSA, words []string, at ipsec.Ref) {
	var outside, replayed uint64
	seen := false
	for i := 0; i+1 < len(words); i += 2 {
		n, ok := scan.Uint(words[i+1])
		if !ok {
			continue
		}
		switch words[i] {
		case "replay-window":
			outside, seen = n, true
		case "replay":
			replayed = n
		case "failed":
			sa.Counters.VerifyFailed = ipsec.Saw(n, at)
		}
	}
	if seen {
		sa.Counters.ReplayFailed = ipsec.Saw(outside+replayed, at)
	}
}
