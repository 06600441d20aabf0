package fortios_test

import (
	"testing"

	"ipsec-diag/parsers/fortios"
	"ipsec-diag/parsers/platformtest"
)

func TestPlatform(t *testing.T) { platformtest.Run(t, fortios.Platform(), "testdata") }

func FuzzParse(f *testing.F) { platformtest.Fuzz(f, fortios.Platform(), "testdata") }
