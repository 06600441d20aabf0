package routeros_test

import (
	"testing"

	"ipsec-diag/parsers/platformtest"
	"ipsec-diag/parsers/routeros"
)

func TestPlatform(t *testing.T) { platformtest.Run(t, routeros.Platform(), "testdata") }

func FuzzParse(f *testing.F) { platformtest.Fuzz(f, routeros.Platform(), "testdata") }
