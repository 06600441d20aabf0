package web

import (
	"context"

	"ipsec-diag/cmd/internal/history"
)

// An endOf is one end of a tunnel: the device, as it was read the last time, and
// its SAs.
type endOf struct {
	Name, What string
	// Read says that the run has read it.
	Read      bool
	Addresses []string
	// Device is what the history knows of it; nil for a foreign end.
	Device *history.Device
	IKE    []saRow
	Child  []saRow
}

// fillEnds puts both ends side by side.
func (s *Server) fillEnds(ctx context.Context, p *tunnelPage) error {
	local, remote := endOf{Name: p.Local, What: "local end"}, endOf{Name: p.Remote, What: "remote end"}
	if d := p.Doc; d != nil {
		local.Read, local.Addresses, local.IKE, local.Child = d.Local.Read, d.Local.Addresses, ikeRows(d.IKESAs), childRows(d.ChildSAs)
		remote.Read, remote.Addresses, remote.IKE, remote.Child = d.Remote.Read, d.Remote.Addresses, ikeRows(d.RemoteIKESAs), childRows(d.RemoteChildSAs)
	}
	for _, e := range []*endOf{&local, &remote} {
		dev, err := s.cfg.Store.Device(ctx, e.Name)
		if err != nil {
			return err
		}
		e.Device = dev
		p.Ends = append(p.Ends, *e)
	}
	return nil
}
