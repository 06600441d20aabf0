package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/bundle"
	runreport "ipsec-diag/cmd/internal/report"
	"ipsec-diag/collector/pseudonym"
	"ipsec-diag/inventory"
)

// addAudience lets a command write for others.
func (s *settings) addAudience(c *cobra.Command, mapping string) {
	c.Flags().StringVar(&s.audience, "audience", string(bundle.Internal), "whom it is for: internal, peer (the admin of the other end), isp or public; pseudonyms stand for what that reader may not see")
	c.Flags().StringVar(&s.mapping, "mapping", "", "`file` of the pseudonyms, used again if it is there; default: "+mapping)
	completeWords(c, "audience", audienceWords())
}

func audienceWords() (out []string) {
	for _, a := range bundle.Audiences() {
		out = append(out, string(a))
	}
	return out
}

// checkAudience refuses an audience that there is not.
func (s *settings) checkAudience() error {
	if s.audience == "" || s.audience == string(bundle.Internal) {
		if s.mapping != "" {
			return usageError("--mapping keeps pseudonyms, and for --audience internal there are none: name another audience, or leave it out")
		}
		return nil
	}
	for _, word := range audienceWords() {
		if s.audience == word {
			return nil
		}
	}
	return usageError("--audience %q%s: want %s", s.audience, suggestion(inventory.Closest(s.audience, audienceWords())), strings.Join(audienceWords(), ", "))
}

// outside reports whether the result is for somebody who may not see all.
func (s *settings) outside() bool {
	return s.audience != "" && s.audience != string(bundle.Internal)
}

// oneTunnel demands that what is shown to one peer is about one tunnel.
func (s *settings) oneTunnel(run *runreport.Run) error {
	if s.audience != string(bundle.Peer) || len(run.Diagnoses) < 2 {
		return nil
	}
	ends := map[string]bool{}
	var ids []string
	for _, d := range run.Diagnoses {
		ends[d.Case.Remote.Name] = true
		ids = append(ids, d.Case.ID)
	}
	if len(ends) < 2 {
		return nil
	}
	return usageError("--audience peer: these are tunnels to %d peers, and one must not see the addresses of the others; name a tunnel with --tunnel%s", len(ends), itsTunnels(ids))
}

// mapOf reads the pseudonyms that are kept in a file, or begins new ones.
func mapOf(path string) (*pseudonym.Map, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return pseudonym.Random(), nil
	}
	if err != nil {
		return nil, usageError("cannot read %s: %v", path, plainReason(err))
	}
	m, err := pseudonym.Parse(data)
	if err != nil {
		return nil, usageError("%s: %v", path, err)
	}
	return m, nil
}

// masked returns contents for the audience, and their run. The pseudonyms are kept
// in a file. It says where a verdict differs, which it should not.
func (s *settings) masked(c *cobra.Command, in *bundle.Contents, run *runreport.Run, path string) (*bundle.Contents, *runreport.Run, error) {
	if err := s.oneTunnel(run); err != nil {
		return nil, nil, err
	}
	m, err := mapOf(path)
	if err != nil {
		return nil, nil, err
	}
	out, shown, err := s.maskedBy(m, in, run)
	if err != nil {
		return nil, nil, err
	}
	if err := bundle.WriteFile(path, m.Format()); err != nil {
		return nil, nil, usageError("cannot write the pseudonyms to %s: %v", path, plainReason(err))
	}
	for _, text := range verdictsApart(run, shown) {
		say(c.ErrOrStderr(), "with pseudonyms the verdict differs: "+text+". Please report it as a bug")
	}
	if len(out.Manifest.Left) > 0 {
		say(c.ErrOrStderr(), "left as they are, because devices use these words themselves: "+strings.Join(out.Manifest.Left, ", "))
	}
	fmt.Fprintf(c.ErrOrStderr(), "ipsec-diag: the pseudonyms are kept in %s, for you alone; ipsec-diag deredact turns a reply back\n", path)
	return out, shown, nil
}

// maskedBy returns contents with pseudonyms and their run. A name that is a word of
// the device is left where its pseudonym would hide that word.
func (s *settings) maskedBy(m *pseudonym.Map, in *bundle.Contents, run *runreport.Run) (*bundle.Contents, *runreport.Run, error) {
	for {
		out, err := bundle.Mask(in, run, bundle.Audience(s.audience), m)
		if err != nil {
			return nil, nil, &exitError{code: ExitUnknown, text: err.Error()}
		}
		shown, err := s.judgeContents(out)
		if err != nil || !bundle.Clashes(run, shown, m) {
			return out, shown, err
		}
	}
}

// forAudience is a run as the audience may see it.
func (s *settings) forAudience(c *cobra.Command, run *runreport.Run, inv *inventory.Inventory, tunnel string) (*runreport.Run, error) {
	if !s.outside() {
		return run, nil
	}
	contents, judged, err := s.settled(run, inv, tunnel)
	if err != nil {
		return nil, err
	}
	path := s.mapping
	if path == "" {
		path = "ipsec-diag-" + fileName(run.Subject) + "-" + s.audience + mappingSuffix
	}
	_, shown, err := s.masked(c, contents, judged, path)
	return shown, err
}
