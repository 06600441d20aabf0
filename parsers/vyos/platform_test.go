package vyos_test

import (
	"testing"

	"ipsec-diag/parsers/platformtest"
	"ipsec-diag/parsers/vyos"
)

func TestPlatform(t *testing.T) { platformtest.Run(t, vyos.Platform(), "testdata") }

func FuzzParse(f *testing.F) { platformtest.Fuzz(f, vyos.Platform(), "testdata") }
