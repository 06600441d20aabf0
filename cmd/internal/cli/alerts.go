package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/config"
	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/cmd/internal/notify"
	"ipsec-diag/inventory"
)

const alertsHelp = `People are told of changes over the channels of the service file:

  alerts:
    - name: oncall          # under this name deliveries are kept
      kind: webhook         # JSON by POST, schema ipsec-diag/alerts/1
      url: env:ALERT_URL    # where the URL is: env:, file:, cmd:, keyring:
      token: file:/etc/ipsec-diag/token      # sent as a bearer token
      ca: /etc/ipsec-diag/ca.pem             # who signs its certificate
      severities: [critical]                 # critical, warning
      sites: [berlin]                        # * and ? in these three
      rules: ["auth/*", "fleet/*"]
      tunnels: ["hq-*"]
      send: [opened, reopened, worse, closed, flapping]
      link: https://ipsec.example.net        # the page, for links
    - {name: prometheus, kind: alertmanager, url: "http://127.0.0.1:9093"}
    - {name: chat, kind: slack, url: "file:/etc/ipsec-diag/slack"}
    - {name: mail, kind: mail, url: "file:/etc/ipsec-diag/smtp"}
    - {name: pager, kind: shoutrrr, url: "keyring:ipsec-diag/pager"}

What a channel does not say is not limited. The secret of a mail channel is
smtp://USER:PASSWORD@HOST:PORT/?from=ADDRESS&to=ADDRESS,ADDRESS; that of a
shoutrrr channel is a URL of https://shoutrrr.nickfedor.com/services (telegram,
ntfy, pagerduty, teams and others). kind slack takes the webhook of Slack,
Mattermost or Rocket.Chat.

One message tells all that a run changed, one alert a tunnel with its headline
first. Tunnels that fail together are one
alert with its members. A message that does not arrive is tried again for some
three hours, later where the receiver asks so (Retry-After), and always with the
same header Idempotency-Key. It is dead after that: see 'ipsec-diag history
deliveries' and the metric ipsec_alert_deliveries. An Alertmanager is told every
minute what fires.`

// alertsCommand tends the channels of alerts.
func alertsCommand(s *settings) *cobra.Command {
	c := &cobra.Command{
		Use:     "alerts",
		Short:   "Try the channels over which serve tells people of changes",
		Long:    alertsHelp,
		Example: "  ipsec-diag alerts test --service serve.yaml\n  ipsec-diag alerts test --service serve.yaml oncall",
	}
	var file string
	test := &cobra.Command{
		Use:   "test --service FILE [NAME ...]",
		Short: "Send a test message over each channel, and say what came back",
		RunE:  func(c *cobra.Command, names []string) error { return s.alertsTest(c, file, names) },
	}
	test.Flags().StringVar(&file, "service", "", "service `file` with the channels")
	c.AddCommand(test)
	return c
}

func (s *settings) alertsTest(c *cobra.Command, file string, names []string) error {
	if file == "" {
		return usageError("name the service file that has the channels: --service FILE")
	}
	service, err := config.ReadService(file)
	if err != nil {
		return usageError("%v", err)
	}
	if err := notify.Check(service.Alerts); err != nil {
		return usageError("%s: %v", file, err)
	}
	channels, err := chosenChannels(file, service.Alerts, names)
	if err != nil {
		return err
	}
	failed := false
	t := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "CHANNEL\tKIND\tRESULT")
	for i := range channels {
		one := &channels[i]
		fmt.Fprintf(t, "%s\t%s\t%s\n", one.Name, one.Kind, tryChannel(c.Context(), one, &failed))
	}
	if err := t.Flush(); err != nil || !failed {
		return err
	}
	return result(ExitCritical)
}

func chosenChannels(file string, all []config.Alert, names []string) ([]config.Alert, error) {
	if len(all) == 0 {
		return nil, usageError("%s has no channel: see 'ipsec-diag alerts --help'", file)
	}
	if len(names) == 0 {
		return all, nil
	}
	var known []string
	for i := range all {
		known = append(known, all[i].Name)
	}
	var out []config.Alert
	for _, name := range names {
		i := slices.Index(known, name)
		if i < 0 {
			return nil, usageError("%s has no channel %q%s", file, name, suggestion(inventory.Closest(name, known)))
		}
		out = append(out, all[i])
	}
	return out, nil
}

func tryChannel(ctx context.Context, one *config.Alert, failed *bool) string {
	began := time.Now()
	said, err := notify.Test(ctx, one, began)
	took := time.Since(began).Round(time.Millisecond)
	if err != nil {
		*failed = true
		return fmt.Sprintf("failed after %s: %v", took, err)
	}
	return fmt.Sprintf("%s, in %s", said, took)
}

// deliveries shows the messages to people, and what became of them.
func (p *pastOf) deliveries() *cobra.Command {
	var state string
	var most int
	states := []string{history.DeliveryWaiting, history.DeliveryFailed, history.DeliverySent, history.DeliveryDead}
	c := &cobra.Command{Use: "deliveries", Short: "Alert messages: sent, to be tried again, or given up", Args: cobra.NoArgs,
		RunE: p.with(func(c *cobra.Command, _ []string, s *history.Store) error {
			if state != "" && !slices.Contains(states, state) {
				return usageError("--state %q: want %s", state, strings.Join(states, ", "))
			}
			list, err := s.Deliveries(c.Context(), state, most)
			if err != nil {
				return err
			}
			var rows [][]string
			for i := range list {
				d := &list[i]
				rows = append(rows, []string{fmt.Sprint(d.ID), when(d.At), d.Channel, d.State, fmt.Sprint(d.Attempts), when(d.Tried), d.Error})
			}
			return table(c, "No message is kept.", []string{"ID", "AT", "CHANNEL", "STATE", "TRIES", "LAST TRIED", "TROUBLE"}, rows)
		})}
	c.Flags().StringVar(&state, "state", "", "only those of a state: "+strings.Join(states, ", "))
	c.Flags().IntVar(&most, "most", 50, "how many")
	return c
}
