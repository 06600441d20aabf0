package report

import (
	"fmt"
	"strings"

	"ipsec-diag/engine"
)

// jsonCarrier says which of several configured peers carries a tunnel.
type jsonCarrier struct {
	Address string   `json:"address"`
	Unused  []string `json:"unused"`
	Backup  bool     `json:"backup"`
}

func carrierJSON(d *engine.Diagnosis) *jsonCarrier {
	c, several := d.Case.Carrier()
	if !several {
		return nil
	}
	return &jsonCarrier{Address: c.Address, Unused: c.Unused, Backup: c.Backup}
}

// healthVia is the health with the peer that carries the tunnel where that is a
// backup peer: "UP via 203.0.113.9".
func healthVia(d *engine.Diagnosis) string {
	if c, several := d.Case.Carrier(); several && c.Backup {
		return string(d.Health) + " via " + c.Address
	}
	return string(d.Health)
}

// upperVia is the same with the health in capitals.
func upperVia(d *engine.Diagnosis) string {
	health, via, _ := strings.Cut(healthVia(d), " ")
	return strings.TrimSpace(strings.ToUpper(health) + " " + via)
}

// carrierText says which of several peers carries the tunnel; empty where there is
// one peer only.
func carrierText(d *engine.Diagnosis) string {
	c, several := d.Case.Carrier()
	switch {
	case !several:
		return ""
	case c.Backup:
		return fmt.Sprintf("Carried by the backup peer %s of %s; not used: %s, which stands before it.", c.Address, c.End.Called(), strings.Join(c.Unused, ", "))
	}
	return fmt.Sprintf("Carried by the first peer %s of %s; not used: %s.", c.Address, c.End.Called(), strings.Join(c.Unused, ", "))
}

// viaSuffix names a backup peer that carries the tunnel, for an overview.
func viaSuffix(d *engine.Diagnosis) string {
	_, via, _ := strings.Cut(healthVia(d), " ")
	if via == "" {
		return ""
	}
	return " " + via
}
