package notify

import (
	"errors"
	"io"
	"log"
	"strings"

	"github.com/nicholas-fedor/shoutrrr/pkg/router"
	"github.com/nicholas-fedor/shoutrrr/pkg/types"
)

// shoutrrr sends over one of the library's services: https://shoutrrr.nickfedor.com
// has their URLs. Mail is smtp://USER:PASSWORD@HOST:PORT/?from=A&to=B.
func (s *sender) shoutrrr(m *Message) (string, error) {
	if s.channel.Kind == Mail && !strings.HasPrefix(s.url, "smtp://") {
		return "", &Failure{Text: "the url of a mail channel begins with smtp://"}
	}
	r, err := router.New(log.New(io.Discard, "", 0), s.url) // what it logs may hold the URL
	if err != nil {
		return "", &Failure{Text: s.scrub(err.Error())}
	}
	r.Timeout = sendWithin
	params, body := types.Params{}, text(m)
	if s.channel.Kind != Mail {
		body = cut(body)
	}
	params.SetTitle(subject(m))
	var problems []error
	for _, err := range r.Send(body, &params) {
		if err != nil {
			problems = append(problems, err)
		}
	}
	if err := errors.Join(problems...); err != nil {
		return "", &Failure{Text: s.scrub(err.Error())}
	}
	return "sent", nil
}
