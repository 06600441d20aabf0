package stability

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// noLog says what is missing when neither end showed its log.
func noLog(c *engine.Case) []string { return c.LacksAny(ipsec.AreaEvents) }
