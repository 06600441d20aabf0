package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"ipsec-diag/cmd/internal/explain"
	runreport "ipsec-diag/cmd/internal/report"
	"ipsec-diag/collector/redact"
	"ipsec-diag/engine/rules"
	"ipsec-diag/parsers/platforms"
)

const explainHelp = `Explain a rule, a state, a log line, a counter, a term, a command, a card.

  ipsec-diag explain psk-mismatch              a rule, by its id or bare name
  ipsec-diag explain MM_WAIT_MSG4              a state: who waits for what
  ipsec-diag explain '%CRYPTO-4-IKMP_NO_SA'    a message id, or a pasted line
  ipsec-diag explain 713902
  ipsec-diag explain NO_PROPOSAL_CHOSEN        a notification, at each end
  ipsec-diag explain XfrmInNoStates            a counter
  ipsec-diag explain "proxy id"                a term
  ipsec-diag explain show crypto isakmp sa     a command: what it shows
  ipsec-diag explain D4                        a step of the walk (--tree)
  ipsec-diag explain no answer port 4500       words, in all the texts
  ipsec-diag explain cisco-asa READY           one of several
  ipsec-diag explain state strongswan          all of a kind

Quote what the shell would take for its own. "-" reads standard input,
which keeps a line out of the shell's history; of several lines it lists the
messages, each once.`

// library is all that can be asked for.
func library() *explain.Library { return explain.New(rules.All(), ruleCards(), platforms.All()) }

// siteLibrary is [library] with what the site puts over the cards of rules.
func (s *settings) siteLibrary() *explain.Library {
	return explain.New(rules.All(), s.site.Cards("", ruleCards()), platforms.All())
}

func explainCommand(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "explain WORD...",
		Short: "Explain a rule, state, log line, counter, term or command",
		Long:  explainHelp,
		RunE: func(c *cobra.Command, args []string) error {
			if err := s.load(c); err != nil {
				return err
			}
			return s.explain(c, args)
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
			return completeItems(library().Items, args, prefix)
		},
	}
}

func (s *settings) explain(c *cobra.Command, args []string) error {
	l, query := s.siteLibrary(), strings.Join(args, " ")
	if query == "-" {
		lines, err := pasted(c.InOrStdin())
		if err != nil {
			return err
		}
		if len(lines) > 1 {
			return s.explainLog(c, l, lines)
		}
		query = lines[0]
	}
	if query == "" {
		return s.showKinds(c, l)
	}
	return s.answer(c, l, l.Ask(query, s.platform), query, "Ask with other words, or see 'ipsec-diag explain --help'.")
}

// answer prints what was found, says where it is only near, and where nothing
// is, what to do.
func (s *settings) answer(c *cobra.Command, l *explain.Library, a explain.Answer, query, help string) error {
	query = shortened(query)
	switch notes := c.ErrOrStderr(); {
	case len(a.Items) == 0 && strings.Contains(query, "%"):
		return usageError("no text explains the message %q. If it bears on tunnels: 'ipsec-diag report-gap --help'", query)
	case len(a.Items) == 0:
		return usageError("nothing explains %q. %s", query, help)
	case a.How == explain.ByTypo && len(a.Near) > 1:
		fmt.Fprintf(notes, "ipsec-diag: nothing is called %q. Did you mean:\n", query)
		return s.showItems(c, l, a, result(ExitUsage))
	case a.How == explain.ByTypo:
		fmt.Fprintf(notes, "ipsec-diag: nothing is called %q; the nearest is %q:\n", query, a.Near[0])
	case a.How == explain.BySearch:
		fmt.Fprintf(notes, "ipsec-diag: nothing is called %q; these texts speak of it:\n", query)
	}
	return s.showItems(c, l, a, nil)
}

// asked is what is asked: the words, or a line of standard input.
func asked(args []string, stdin io.Reader) (string, error) {
	if len(args) != 1 || args[0] != "-" {
		return strings.Join(args, " "), nil
	}
	lines, err := pasted(stdin)
	if err != nil {
		return "", err
	}
	return lines[0], nil
}

// pasted are the lines of standard input.
func pasted(stdin io.Reader) ([]string, error) {
	const most = 8 << 20
	data, err := io.ReadAll(io.LimitReader(stdin, most))
	if err != nil {
		return nil, usageError("cannot read standard input: %v", err)
	}
	var out []string
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	if len(out) == 0 {
		return nil, usageError("standard input holds no line to explain")
	}
	return out, nil
}

// shortened quotes no more of a pasted line than it takes to know it, and no
// secret.
func shortened(query string) string {
	const most = 60
	query, _ = redact.Text(query)
	query = strings.TrimSpace(query)
	if utf8.RuneCountInString(query) <= most {
		return query
	}
	return string([]rune(query)[:most]) + "..."
}

// showItems prints one card, or a list of several.
func (s *settings) showItems(c *cobra.Command, l *explain.Library, a explain.Answer, end error) error {
	out := c.OutOrStdout()
	var err error
	switch {
	case s.cfg.Output == "json":
		err = printJSON(out, a)
	case len(a.Items) == 1 && s.cfg.Output == "markdown":
		_, err = io.WriteString(out, l.Answered(a, s.platform))
	case len(a.Items) == 1:
		err = s.view(out).Print(out, l.Answered(a, s.platform))
	case s.cfg.Output == "markdown":
		for _, i := range a.Items {
			fmt.Fprintf(out, "- %s\n", explain.Line(i))
		}
	default:
		err = s.view(out).List(out, a.Items)
		if err == nil && end == nil {
			fmt.Fprintf(c.ErrOrStderr(), "ipsec-diag: %d answers; ask for one by its name, for example: ipsec-diag explain %s\n", len(a.Items), explain.Quoted(a.Items[0]))
		}
	}
	if err != nil {
		return err
	}
	return end
}

// showKinds says what can be asked for.
func (s *settings) showKinds(c *cobra.Command, l *explain.Library) error {
	out := c.OutOrStdout()
	if s.cfg.Output == "json" {
		return printJSON(out, l.Kinds())
	}
	var b strings.Builder
	b.WriteString("# What can be asked for\n\n")
	for _, k := range l.Kinds() {
		fmt.Fprintf(&b, "- %s (%d), for example: %s\n", k.Kind, k.Count, k.Example)
	}
	b.WriteString("\n`ipsec-diag explain KIND` or `ipsec-diag explain KIND PLATFORM` lists them; any words are sought in all of them.\n")
	if s.cfg.Output == "markdown" {
		_, err := io.WriteString(out, b.String())
		return err
	}
	return s.view(out).Print(out, b.String())
}

// view fits the terminal, or 80 columns where there is none.
func (s *settings) view(out io.Writer) explain.View {
	return explain.View{Width: columnsOf(out), Color: s.color(out)}
}

// The columns that a text takes at least and at most: longer lines are hard to
// read.
const (
	fewestColumns = 40
	mostColumns   = 120
)

func columnsOf(out io.Writer) int {
	if f, ok := out.(*os.File); ok {
		if columns, _, err := term.GetSize(int(f.Fd())); err == nil && columns > 0 {
			return min(max(columns, fewestColumns), mostColumns)
		}
	}
	return runreport.Width
}

func printJSON(out io.Writer, what any) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(what)
}

// completeItems completes the words of a name with what it is.
func completeItems(items []*explain.Item, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
	before := strings.Join(args, " ")
	if before != "" {
		before += " "
	}
	var out []string
	for _, i := range items {
		for _, name := range offered(i, before+prefix) {
			rest, ok := cutFold(name, before)
			if !ok || !hasPrefixFold(rest, prefix) || strings.Contains(name, "…") {
				continue
			}
			if word, _, more := strings.Cut(rest, " "); more {
				out = append(out, word)
				continue
			}
			out = append(out, rest+"\t"+i.Says)
		}
	}
	slices.Sort(out)
	return slices.CompactFunc(out, func(a, b string) bool {
		a, _, _ = strings.Cut(a, "\t")
		b, _, _ = strings.Cut(b, "\t")
		return a == b
	}), cobra.ShellCompDirectiveNoFileComp
}

// offered are the names of an item worth offering: only its own before
// anything is typed, and no titles.
func offered(i *explain.Item, typed string) []string {
	if typed == "" {
		return []string{i.Name}
	}
	titled := i.Kind == explain.Rule || i.Kind == explain.Step || i.Title != ""
	return append([]string{i.Name}, slices.DeleteFunc(slices.Clone(i.Also), func(name string) bool {
		return titled && strings.Contains(name, " ")
	})...)
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

func cutFold(s, prefix string) (string, bool) {
	if !hasPrefixFold(s, prefix) {
		return s, false
	}
	return s[len(prefix):], true
}
