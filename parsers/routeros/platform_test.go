package routeros_test

import (
	"testing"

	"ipsec-diag/parsers/routeros"
	"ipsec-diag/parsers/platformtest"
)

func TestPlatform(t *testing.T) { platformtest.Run(t, routeros.Platform(), "testdata") }

func FuzzParse(f *testing.F) { platformtest.Fuzz(f, routeros.Platform(), "testdata") }
