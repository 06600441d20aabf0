package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// An espSA is one SA of one direction.
type espSA struct {
	spi     string // empty: not available
	expires ipsec.Duration
	kbytes  ipsec.Count
	word    string
}

func (r *ipsecReader) inboundSection(rest string) {
	r.section(rest, 0, hasInSection)
}

func (r *ipsecReader) outboundSection(rest string) {
	r.section(rest, 1, hasOutSection)
}

// section reads "esp sas:", "ah sas:" or "pcp sas:" of a direction. A "pcp" is
// an IPComp association, which protects nothing.
func (r *ipsecReader) section(rest string, side int, l label) {
	r.touch()
	switch {
	case strings.HasPrefix(rest, "esp sas"):
		r.side = side
		r.have |= l
	case strings.HasPrefix(rest, "ah sas"):
		r.side = side
	default:
		r.side = -1
	}
}

// outbound reads the current outbound SPI, 0x0(0) when there is no SA.
func (r *ipsecReader) outbound(rest string) {
	r.once(hasSPI)
	if spi, ok := scan.SPI(rest); ok && strings.HasSuffix(rest, ")") {
		r.cur.ID = spi
		return
	}
	r.have &^= hasSPI
}

// spi begins an SA.
func (r *ipsecReader) spi(rest string) {
	r.touch()
	if r.side < 0 {
		return
	}
	spi, _ := scan.SPI(rest)
	r.sas[r.side] = append(r.sas[r.side], espSA{spi: spi})
}

// sa returns the SA whose lines are being read, or nil.
func (r *ipsecReader) sa() *espSA {
	r.touch()
	if r.side < 0 || len(r.sas[r.side]) == 0 {
		return nil
	}
	list := r.sas[r.side]
	return &list[len(list)-1]
}

// transform reads "esp-aes esp-sha-hmac ,". The flow's proposal is that of the
// first SA; SAs of one flow differ only while the configuration changes.
func (r *ipsecReader) transform(rest string) {
	if r.sa() == nil || r.cur.Proposal.Text != "" {
		return
	}
	text := strings.Trim(rest, " ,")
	r.cur.Proposal.Text = text
	espProposal(&r.cur.Proposal, text)
	protocol := "ESP"
	if strings.HasPrefix(text, "ah-") && !strings.Contains(text, "esp-") {
		protocol = "AH"
	}
	r.cur.Protocol = ipsec.Saw(protocol, r.at)
}

// espProposal takes a transform apart: a cipher, its key length, a hash.
func espProposal(p *ipsec.Proposal, text string) {
	for word := range strings.FieldsSeq(text) {
		switch {
		case strings.HasSuffix(word, "-hmac"):
			p.Integrity = word
		case strings.HasPrefix(word, "esp-"):
			p.Encryption = word
			for _, bits := range [...]string{"128", "192", "256"} {
				if strings.Contains(word, "-"+bits) {
					p.KeyBits = keyBits(bits)
				}
			}
		case keyBits(word) != 0:
			p.KeyBits = keyBits(word)
		}
	}
}

func keyBits(s string) int {
	n, ok := scan.Uint(s)
	if !ok || n > 4096 {
		return 0
	}
	return int(n)
}

// settings reads "={Tunnel UDP-Encaps, }".
func (r *ipsecReader) settings(rest string) {
	if r.sa() == nil || !strings.Contains(rest, "}") {
		return
	}
	switch {
	case strings.Contains(rest, "Tunnel"):
		r.cur.Mode = ipsec.Saw("tunnel", r.at)
	case strings.Contains(rest, "Transport"):
		r.cur.Mode = ipsec.Saw("transport", r.at)
	}
	r.cur.UDPEncap = ipsec.Saw(strings.Contains(rest, "UDP-Encaps"), r.at)
}

// timing reads the remaining lifetime: "(k/sec): (4607999/3437)", "(sec): 3437",
// "1 hours, 10 mins" or "is not applicable". "(sec): 0" belongs to manual keys,
// which never expire.
func (r *ipsecReader) timing(rest string) {
	sa := r.sa()
	if sa == nil {
		return
	}
	text, _ := field(strings.TrimSpace(rest), "remaining key lifetime")
	if pair, ok := field(text, "(k/sec):"); ok {
		volume, seconds, _ := strings.Cut(strings.Trim(pair, "() "), "/")
		if n, ok := scan.Uint(volume); ok {
			sa.kbytes = ipsec.Saw(n, r.at)
		}
		if !strings.HasSuffix(pair, ")") {
			return
		}
		text = seconds
	} else if seconds, ok := field(text, "(sec):"); ok {
		if text = seconds; text == "0" {
			return
		}
	}
	if d, ok := scan.Duration(text); ok {
		sa.expires = ipsec.Saw(d, r.at)
	}
}

// replay reads "Y  replay window size: 1024".
func (r *ipsecReader) replay(rest string) {
	if r.sa() == nil {
		return
	}
	switch word, _ := cutWord(rest); word {
	case "Y", "N":
		r.cur.Replay = ipsec.Saw(word == "Y", r.at)
	}
}

// status reads "ACTIVE(ACTIVE)"; the bracket is the state in the hardware and
// is only kept where it differs.
func (r *ipsecReader) status(rest string) {
	sa := r.sa()
	if sa == nil {
		return
	}
	sa.word = strings.TrimSpace(rest)
	soft, hard, _ := strings.Cut(sa.word, "(")
	if soft = strings.TrimSpace(soft); soft == strings.TrimSuffix(hard, ")") {
		sa.word = soft
	}
	if r.cur.Word == "" {
		r.cur.Word = sa.word
	}
}
