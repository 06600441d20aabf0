package ticket

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"ipsec-diag/cmd/internal/config"
	"ipsec-diag/inventory/credential"
)

// The kinds of system.
const (
	JiraCloud  = "jira-cloud"
	JiraServer = "jira-server"
	ServiceNow = "servicenow"
	GitHub     = "github"
	GitLab     = "gitlab"
	RT         = "rt"
	Redmine    = "redmine"
	PagerDuty  = "pagerduty"
	Webhook    = "webhook"
	Mail       = "mail"
)

// Kinds are the systems that there are.
func Kinds() []string {
	return []string{JiraCloud, JiraServer, ServiceNow, GitHub, GitLab, RT, Redmine, PagerDuty, Webhook, Mail}
}

var plainName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// Check returns what is wrong with the systems of a file.
func Check(list []config.TicketSystem) error {
	var problems []error
	seen := map[string]bool{}
	for i := range list {
		s := &list[i]
		if !plainName.MatchString(s.Name) {
			problems = append(problems, fmt.Errorf("tickets: %q is no name for a system: letters, digits, dots, dashes", s.Name))
			continue
		}
		if seen[s.Name] {
			problems = append(problems, fmt.Errorf("tickets: there are two systems called %q", s.Name))
		}
		seen[s.Name] = true
		if err := checkSystem(s); err != nil {
			problems = append(problems, fmt.Errorf("tickets: %s: %w", s.Name, err))
		}
	}
	return errors.Join(problems...)
}

// checkSystem never quotes what may be a secret.
func checkSystem(s *config.TicketSystem) error {
	switch {
	case !slices.Contains(Kinds(), s.Kind):
		return fmt.Errorf("kind %q: want %s", s.Kind, strings.Join(Kinds(), ", "))
	case s.Kind == Webhook || s.Kind == Mail:
		return checkReference("url", s.URL)
	case s.Token == "":
		return errors.New("it has no token; write a reference: env:NAME, file:PATH, cmd:COMMAND or keyring:SERVICE/USER")
	case s.URL == "" && s.Kind != GitHub && s.Kind != PagerDuty:
		return errors.New("it has no url")
	case s.URL != "":
		if _, err := baseURL(s.URL); err != nil {
			return err
		}
	}
	return checkReference("token", s.Token)
}

func checkReference(field, ref string) error {
	if ref == "" {
		return fmt.Errorf("it has no %s", field)
	}
	if ref == credential.Ask || strings.HasPrefix(ref, credential.Ask+":") {
		return fmt.Errorf("%s: nobody is there to ask; write env:NAME, file:PATH, cmd:COMMAND or keyring:SERVICE/USER", field)
	}
	if err := credential.Check(ref); err != nil {
		return fmt.Errorf("%s: it may be a secret, so it does not stand here itself: %w", field, err)
	}
	return nil
}

func baseURL(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return nil, errors.New("the url must begin with https:// or http://")
	case u.User != nil:
		return nil, errors.New("the url holds a user or password; write user: and token: (env:NAME, file:PATH) instead")
	case u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("the url is that of the system alone, without ? and #")
	}
	return u, nil
}

// Where says how a system is reached.
type Where struct {
	// Ledger is the file that keeps what was sent to systems that cannot be asked.
	Ledger string
	// Dry gets what would be sent; nil sends it.
	Dry io.Writer
	// Pause is between two tries; 0 is a second.
	Pause time.Duration
}

// Open returns a ticket of a system.
func Open(ctx context.Context, s *config.TicketSystem, id string, w Where) (System, error) {
	c := &client{header: http.Header{}, timeout: time.Duration(s.Timeout), attempts: 3, pause: w.Pause, dry: w.Dry}
	if c.timeout == 0 {
		c.timeout = 30 * time.Second
	}
	if c.pause == 0 {
		c.pause = time.Second
	}
	var err error
	if c.root, err = authorities(s.CA); err != nil {
		return nil, &Failure{Text: err.Error()}
	}
	token := ""
	if s.Token != "" {
		if token, err = credential.Resolve(ctx, s.Token, nil); err != nil {
			return nil, &Failure{Text: "token: " + err.Error()}
		}
	}
	raw := s.URL
	if s.Kind == Webhook || s.Kind == Mail {
		if raw, err = credential.Resolve(ctx, s.URL, nil); err != nil {
			return nil, &Failure{Text: "url: " + err.Error()}
		}
	}
	c.secrets = secretsOf(s, raw, token)
	l := limited{config: s}
	switch book := (ledger{path: w.Ledger, of: s.Name + ":" + id, idle: w.Dry != nil}); s.Kind {
	case Mail:
		return newMail(c, l, book, raw, id)
	case Webhook:
		return newWebhook(c, l, book, raw, token, id)
	case PagerDuty:
		if raw == "" {
			raw = "https://events.pagerduty.com"
		}
		c.base, err = baseURL(raw)
		return &pagerDuty{client: c, limited: l, ledger: book, key: token, id: id}, err
	}
	if raw == "" {
		raw = "https://api.github.com"
	}
	if c.base, err = baseURL(raw); err != nil {
		return nil, err
	}
	c.authorize(s, token)
	return tracker(c, l, s, id)
}

// tracker is a system that keeps notes which can be read.
func tracker(c *client, l limited, s *config.TicketSystem, id string) (System, error) {
	if id == "" {
		return nil, &Failure{Text: "no ticket is named: write --to " + s.Name + ":TICKET"}
	}
	switch s.Kind {
	case JiraCloud, JiraServer:
		return newJira(c, l, id), nil
	case ServiceNow:
		return newServiceNow(c, l, id), nil
	case GitHub:
		return newGitHub(c, l, id)
	case GitLab:
		return newGitLab(c, l, id)
	case RT:
		return newRT(c, l, id)
	}
	return newRedmine(c, l, id)
}

// authorize sets the header that holds the token.
func (c *client) authorize(s *config.TicketSystem, token string) {
	switch {
	case s.Kind == Redmine && s.User == "":
		c.header.Set("X-Redmine-API-Key", token)
	case s.Kind == GitLab:
		c.header.Set("Private-Token", token)
	case s.Kind == RT && s.User == "":
		c.header.Set("Authorization", "token "+token)
	case s.User != "":
		r := http.Request{Header: c.header}
		r.SetBasicAuth(s.User, token)
	default:
		c.header.Set("Authorization", "Bearer "+token)
	}
}

// limited are the limits of a system, and those that the file sets over them.
type limited struct{ config *config.TicketSystem }

func (l limited) limits(note, file int) Limits {
	if l.config.MaxNote > 0 {
		note = l.config.MaxNote
	}
	if l.config.MaxFile > 0 {
		file = l.config.MaxFile
	}
	return Limits{Note: note, File: file}
}

// digits demands that a ticket is a number.
func digits(id, what string) (string, error) {
	id = strings.TrimPrefix(id, "#")
	if id == "" || strings.Trim(id, "0123456789") != "" {
		return "", &Failure{Text: fmt.Sprintf("ticket %q: %s is a number", id, what)}
	}
	return id, nil
}

// cutProject takes PROJECT#NUMBER apart; the project may stand in the file.
func cutProject(id, usual, what string) (project, number string, err error) {
	project, number, found := strings.Cut(id, "#")
	if !found {
		project, number = "", id
	}
	if project == "" {
		project = usual
	}
	if project == "" {
		return "", "", &Failure{Text: fmt.Sprintf("ticket %q: write %s#NUMBER, or project: in the file", id, what)}
	}
	number, err = digits(number, "an issue of "+what)
	return project, number, err
}
