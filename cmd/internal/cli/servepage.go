package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/config"
	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/cmd/internal/pipeline"
	runreport "ipsec-diag/cmd/internal/report"
	"ipsec-diag/cmd/internal/sweep"
	"ipsec-diag/cmd/internal/web"
)

// pageHelp tells of the page; it follows on the help of the service file.
const pageHelp = `

The page, the API (/api/v1, described by /api/v1/openapi.json), /metrics,
/healthz and /readyz are on "listen"; --listen off has none. A loopback address
needs no login: whoever can log in to this machine is an operator. Any other
address needs TLS and users, who may look (viewer) or also ask for diagnoses,
take and mute findings (operator):
  listen: 0.0.0.0:8470
  tls: {cert: /etc/ipsec-diag/page.crt, key: /etc/ipsec-diag/page.key}
  users:
    - {name: ann, role: operator, token: "file:/etc/ipsec-diag/ann.token"}
    - {name: wall, role: viewer, token: "env:WALL_TOKEN"}
or a proxy that has authenticated its users, says who asks in a header, and
removes that header from what comes from outside:
  proxy: {from: [127.0.0.1], user_header: X-Forwarded-User, operators: [ann]}
  # or role_header: X-Role, which says viewer or operator
  hosts: [vpn.example.net]   # the names under which browsers reach the page
A token is a reference to a secret of 20 characters or more, as "openssl rand
-hex 24" makes one; programs send it as "Authorization: Bearer TOKEN".
Certificate and key are read again when their files change.`

// forThePage has a run tell of the past, which the page of a tunnel shows.
func forThePage(run *runreport.Run) { run.Timeline = true }

// A pageOf is the page of a service.
type pageOf struct {
	listener *web.Listener
	access   *web.Access
	server   *web.Server
	// address and files are those it was opened with.
	address string
	files   config.TLS
}

// listenOff is the address that means no page.
const listenOff = "off"

// openPage takes the address of the page, and refuses one that others could reach
// without being asked who they are. It is nil for no page.
func openPage(c *cobra.Command, file *config.Service, agent *pipeline.Agent) (*pageOf, error) {
	if file.Listen == listenOff || file.Listen == "" {
		return nil, nil
	}
	access, err := web.NewAccess(c.Context(), file.Listen, file.Page, agent.Options.Resolve)
	if err != nil {
		return nil, err
	}
	l, err := web.Listen(c.Context(), file.Listen, file.TLS, agent.Options.Log)
	if err != nil {
		return nil, err
	}
	return &pageOf{listener: l, access: access, address: file.Listen, files: file.TLS}, nil
}

// readAnew returns who may see the page by another reading of the service file.
// Address and certificate stay those that it was opened with.
func (p *pageOf) readAnew(c *cobra.Command, file *config.Service, agent *pipeline.Agent) (*web.Access, error) {
	now := file.Page
	now.TLS = p.files
	return web.NewAccess(c.Context(), p.address, now, agent.Options.Resolve)
}

// serve answers until the command ends, and says where.
func (p *pageOf) serve(c *cobra.Command, store *history.Store, svc *sweep.Service, agent *pipeline.Agent) error {
	log := agent.Options.Log
	metrics, err := metricsOf(store, log)
	if err != nil {
		return err
	}
	p.server, err = web.New(web.Config{Store: store, Access: p.access, Ask: svc.Ask, Devices: svc.Devices, Metrics: metrics, Version: Version(), Log: log, Now: agent.Now})
	if err != nil {
		return err
	}
	go func() {
		if err := p.listener.Serve(c.Context(), p.server); err != nil {
			log.WithError(err).Error("the page is not served any more")
		}
	}()
	fmt.Fprintf(c.ErrOrStderr(), "The page is at %s\n", p.listener.URL())
	return nil
}
