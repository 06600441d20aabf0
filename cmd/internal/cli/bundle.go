package cli

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/bundle"
	runreport "ipsec-diag/cmd/internal/report"
	"ipsec-diag/inventory"
)

// The endings of a bundle and of the file with its pseudonyms.
const (
	bundleSuffix  = ".tar.gz"
	mappingSuffix = ".mapping.json"
)

// bundleCommand writes a run as one file for a ticket.
func bundleCommand(s *settings) *cobra.Command {
	var peer, tunnel, file, now string
	c := &cobra.Command{
		Use:   "bundle [--peer DEVICE | --tunnel NAME | DIR|FILE ...]",
		Short: "Write the report and what it rests on as one file for a ticket",
		Long: `Reads a device, or saved output, and writes one .tar.gz: the report as text,
Markdown and JSON, what the devices answered without secrets, the part of the
inventory that is needed, and manifest.json with the SHA-256 of each file and
the versions of program and rules. 'ipsec-diag replay' judges it again.

With --audience, pseudonyms stand for what the reader may not see. They keep
prefixes and relations, and the verdict is the same. The real names stay in a
file beside the bundle, for you alone: 'ipsec-diag deredact' turns a reply back.

The exit code is 0 when the bundle is written, whatever the verdict.`,
		Example: "  ipsec-diag bundle --peer hq-rtr1\n  ipsec-diag bundle --tunnel hq-branch --audience peer --file for-peer.tar.gz\n" +
			"  ipsec-diag bundle captures/ --audience public\n  ipsec-diag replay hq-rtr1.tar.gz",
		RunE: func(c *cobra.Command, args []string) error {
			at, err := parseNow(now)
			if err != nil {
				return err
			}
			run, inv, err := s.toBundle(c, peer, tunnel, args, at)
			if err != nil {
				return err
			}
			return s.bundle(c, run, inv, tunnel, file, args)
		},
	}
	c.Flags().StringVar(&peer, "peer", "", "device of the inventory, or [user@]host[:port]")
	c.Flags().StringVar(&tunnel, "tunnel", "", "tunnel of the inventory, or the one of the device or output to report on")
	c.Flags().StringVar(&file, "file", "", "`file` to write, replaced if it is there, - for standard output; default: a new one, the device, tunnel or input with "+bundleSuffix+", or for-AUDIENCE"+bundleSuffix)
	c.Flags().StringVar(&now, "now", "", "reference time for saved output, RFC 3339; default: when it was collected")
	s.addSide(c)
	s.addAudience(c, "the bundle's name with "+mappingSuffix)
	s.flow.add(c)
	completed(c, "peer", s.completeDevices)
	completed(c, "tunnel", s.completeTunnels)
	return c
}

// toBundle reads a device or saved output.
func (s *settings) toBundle(c *cobra.Command, peer, tunnel string, args []string, now time.Time) (*runreport.Run, *inventory.Inventory, error) {
	switch {
	case len(args) > 0 && peer != "":
		return nil, nil, usageError("say either --peer DEVICE or a folder or file, not both")
	case len(args) > 0:
		run, loaded, err := s.judgedOf(c, args, now)
		if err != nil {
			return nil, nil, err
		}
		return run, loaded.Inventory, keepTunnel(run, tunnel)
	case peer == "" && tunnel == "":
		return nil, nil, usageError("say what to bundle: --peer DEVICE, --tunnel NAME, or DIR or FILE of saved output.\nFor example: ipsec-diag bundle --peer hq-rtr1")
	case !now.IsZero():
		return nil, nil, usageError("--now is for saved output: a device is read now")
	}
	agent, err := s.agent(c)
	if err != nil {
		return nil, nil, err
	}
	run, err := s.asked(c, agent, peer, tunnel)
	if err != nil {
		return nil, nil, err
	}
	s.keep(agent, run)
	return run, agent.Inventory, nil
}

// bundle writes a run.
func (s *settings) bundle(c *cobra.Command, run *runreport.Run, inv *inventory.Inventory, tunnel, file string, args []string) error {
	if file == "" {
		var err error
		if file, err = s.freshBundle(run.Subject, tunnel, args); err != nil {
			return err
		}
	}
	p, err := s.packed(c, run, inv, tunnel, file)
	if err != nil {
		return err
	}
	data, contents, judged := p.data, p.contents, p.judged
	if file == "-" {
		_, err := c.OutOrStdout().Write(data)
		return err
	}
	if err := bundle.WriteFile(file, data); err != nil {
		return usageError("cannot write %s: %v", file, plainReason(err))
	}
	return sayBundle(c.OutOrStdout(), file, data, contents, judged)
}

// freshBundle is the name of a bundle that nobody named. It never stands for a
// file that is there: an earlier bundle, or one for another reader, is not lost.
// What the reader may not see is not in the name either.
func (s *settings) freshBundle(subject, tunnel string, args []string) (string, error) {
	name := fileName(subject, args...)
	if tunnel != "" {
		name = fileName(tunnel)
	}
	if s.outside() {
		name = "for-" + s.audience
	}
	file := name + bundleSuffix
	if _, err := os.Lstat(file); err == nil {
		return "", usageError("%s is there already; name another with --file FILE (a named file is replaced)", file)
	}
	return file, nil
}

// A packed run is a bundle before it is written.
type packed struct {
	contents *bundle.Contents
	data     []byte
	// judged is the run in the real names, shown what the reader of the bundle sees.
	judged, shown *runreport.Run
}

// packed makes the bundle of a run. The file tells where pseudonyms are kept.
func (s *settings) packed(c *cobra.Command, run *runreport.Run, inv *inventory.Inventory, tunnel, file string) (*packed, error) {
	contents, judged, err := s.settled(run, inv, tunnel)
	if err != nil {
		return nil, err
	}
	for _, text := range verdictsApart(run, judged) {
		say(c.ErrOrStderr(), "judged again for the bundle, the verdict differs: "+text)
	}
	shown := judged
	if s.outside() {
		path := s.mapping
		if path == "" {
			path = strings.TrimSuffix(file, bundleSuffix) + mappingSuffix
		}
		if file == "-" && s.mapping == "" {
			return nil, usageError("--file - with --audience %s: say with --mapping FILE where the pseudonyms are kept", s.audience)
		}
		if contents, shown, err = s.masked(c, contents, judged, path); err != nil {
			return nil, err
		}
	}
	if err := addReports(contents, shown); err != nil {
		return nil, err
	}
	data, err := contents.Format()
	if err != nil {
		return nil, &exitError{code: ExitUnknown, text: "the bundle cannot be written: " + err.Error()}
	}
	return &packed{contents: contents, data: data, judged: judged, shown: shown}, nil
}

// sayBundle tells what was written, in the real names.
func sayBundle(w io.Writer, file string, data []byte, c *bundle.Contents, run *runreport.Run) error {
	const most = 6
	for i, d := range runreport.WorstFirst(run.Diagnoses) {
		if i == most {
			fmt.Fprintf(w, "and %d more\n", len(run.Diagnoses)-most)
			break
		}
		fmt.Fprintf(w, "%s is %s: %s\n", d.Case.ID, strings.ToUpper(string(d.Health)), d.Headline.Rule.Title)
	}
	_, err := fmt.Fprintf(w, "%s: %d files, %d bytes, for %s; %d secrets removed\nSHA-256 %x\n", file, len(c.Manifest.Files)+1, len(data), c.Manifest.Audience, c.Manifest.Secrets, sha256.Sum256(data))
	return err
}

// fileName is the name of what was asked about, or of the first input, as part of a
// file name.
func fileName(subject string, inputs ...string) string {
	name := subject
	if name == "" && len(inputs) > 0 && inputs[0] != "-" {
		if full, err := filepath.Abs(inputs[0]); err == nil {
			name = filepath.Base(full)
			if info, err := os.Stat(full); err == nil && !info.IsDir() {
				name = strings.TrimSuffix(strings.TrimSuffix(name, bundleSuffix), filepath.Ext(name))
			}
		}
	}
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|@ `, r) || r < ' ' {
			return '_'
		}
		return r
	}, strings.TrimLeft(name, "."))
	if name == "" {
		name = "run"
	}
	return name
}
