package web

import (
	"context"
	"html/template"
	"net/http"

	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/cmd/internal/report"
)

// tunnelPage is all that is known of one tunnel.
type tunnelPage struct {
	history.Tunnel
	// Doc is its part of the report; nil when it cannot be read.
	Doc  *report.TunnelDocument
	Ends []endOf
	// Findings are those over time, by rule; Past those that are closed.
	Findings map[string]*history.Finding
	Past     []history.Finding
	Changes  []history.Change
	Healths  []history.HealthChange
	Window   *history.Window
	Under    []history.Sweep

	Span  spanOf
	Spans []spanOf
	Strip template.HTML
	// Rates, Packets and Ages are charts; empty where nothing is known.
	Rates   template.HTML
	Packets template.HTML
	Ages    template.HTML
	Points  int
}

func (t *tunnelPage) live() bool { return len(t.Under) > 0 }

func (s *Server) tunnel(w http.ResponseWriter, r *http.Request) {
	t, err := s.cfg.Store.Tunnel(r.Context(), r.PathValue("name"))
	if err != nil {
		s.broken(w, r, err)
		return
	}
	if t == nil {
		s.fail(w, r, http.StatusNotFound, "No run has seen a tunnel "+clip(r.PathValue("name"), 200)+". The search finds names by a part of them.")
		return
	}
	p := &tunnelPage{Tunnel: *t, Span: spanNamed(r.URL.Query().Get("span")), Spans: spans}
	if err := s.fillTunnel(r.Context(), p); err != nil {
		s.broken(w, r, err)
		return
	}
	s.show(w, r, http.StatusOK, "tunnel", t.Name, p)
}

func (s *Server) fillTunnel(ctx context.Context, p *tunnelPage) error {
	p.Doc, _ = report.ParseTunnel(p.Document) // of a version that this one cannot read: the rest is shown
	now := s.now()
	return first(
		func() error { return s.fillFindings(ctx, p) },
		func() (err error) { p.Changes, err = s.cfg.Store.ChangesOf(ctx, p.Name, 50); return err },
		func() error { return s.fillEnds(ctx, p) },
		func() error { return s.fillWindow(ctx, p) },
		func() (err error) { p.Under, err = s.cfg.Store.UnderWay(ctx, now); return err },
		func() error { return s.fillCharts(ctx, p) },
	)
}

// fillFindings sorts the findings into those of now and those of the past.
func (s *Server) fillFindings(ctx context.Context, p *tunnelPage) error {
	list, err := s.cfg.Store.FindingsOf(ctx, p.Name)
	p.Findings = map[string]*history.Finding{}
	for i := range list {
		f := &list[i]
		if f.State == history.StateClosed {
			p.Past = append(p.Past, *f)
		} else {
			p.Findings[f.Rule] = f
		}
	}
	return err
}

// fillWindow finds the maintenance that the tunnel is in.
func (s *Server) fillWindow(ctx context.Context, p *tunnelPage) error {
	list, err := s.cfg.Store.Windows(ctx, s.now())
	for i := range list {
		if p.Window == nil && !list[i].Starts.After(s.now()) && list[i].Covers(p.Tunnel) {
			p.Window = &list[i]
		}
	}
	return err
}

func (s *Server) fillCharts(ctx context.Context, p *tunnelPage) error {
	to := s.now().Add(p.Span.width).Truncate(p.Span.width) // the bucket that is now is the last
	from := to.Add(-p.Span.back)
	list, err := s.cfg.Store.Buckets(ctx, p.ID, from, to, p.Span.width)
	if err != nil {
		return err
	}
	if p.Healths, err = s.cfg.Store.HealthChanges(ctx, p.ID, from, 50); err != nil {
		return err
	}
	p.Points = len(list)
	if len(list) == 0 {
		return nil
	}
	labels, slots := stretch(list, from, p.Span)
	p.Strip = strip(labels, slots)
	if p.Rates, err = rateChart(labels, slots, inRate, func(b *history.Bucket) (in, out *float64) { return b.RateIn, b.RateOut }); err != nil {
		return err
	}
	if p.Packets, err = rateChart(labels, slots, inPackets, func(b *history.Bucket) (in, out *float64) { return b.PacketsIn, b.PacketsOut }); err != nil {
		return err
	}
	p.Ages, err = ageChart(labels, slots)
	return err
}

// rateChart draws both directions; nothing where neither is known.
func rateChart(labels []string, slots []*history.Bucket, format func(float64) string, of func(*history.Bucket) (in, out *float64)) (template.HTML, error) {
	in, out, known := make([]*float64, len(slots)), make([]*float64, len(slots)), false
	for i, b := range slots {
		if b != nil {
			in[i], out[i] = of(b)
			known = known || in[i] != nil || out[i] != nil
		}
	}
	if !known {
		return "", nil
	}
	return lineChart(labels, []series{{"in", in}, {"out", out}}, format)
}

// ageChart draws the age of the IKE SA: it falls where the SA was made anew.
func ageChart(labels []string, slots []*history.Bucket) (template.HTML, error) {
	age, known := make([]*float64, len(slots)), false
	for i, b := range slots {
		if b != nil && b.IKEAge != nil {
			v := float64(*b.IKEAge)
			age[i], known = &v, true
		}
	}
	if !known {
		return "", nil
	}
	return lineChart(labels, []series{{"age of the IKE SA", age}}, inSpan)
}
