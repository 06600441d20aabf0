package pipeline

import (
	"fmt"
	"regexp"

	"ipsec-diag/collector"
	"ipsec-diag/parsers"
)

// disguised returns the platform that an output proves the device to have when
// that is not the platform it is read as, or "". Many outputs of one platform
// look like those of another, and to read them as such is to be wrong with
// certainty.
func (a *Agent) disguised(p *parsers.Platform, out *collector.Output) string {
	if out.Command != p.Dialect.Probe || proves(p.Dialect.Proof, out.Text) {
		return ""
	}
	for _, other := range a.Platforms {
		if other != p && other.Dialect.Probe == p.Dialect.Probe && proves(other.Dialect.Proof, out.Text) {
			return other.Name
		}
	}
	return ""
}

func proves(proof, text string) bool {
	re, err := regexp.Compile(proof)
	return err == nil && proof != "" && re.MatchString(text)
}

func wrongPlatform(r *Reading, out *collector.Output, other string) *collector.Error {
	return &collector.Error{Class: collector.ClassWrongPlatform, Device: r.Device.Name,
		Detail: fmt.Sprintf("it was read as %s, and %q shows that it is %s", r.Platform.Name, out.Command, other),
		Advice: fmt.Sprintf("Write platform: %s in the inventory, or --platform %s", other, other)}
}
