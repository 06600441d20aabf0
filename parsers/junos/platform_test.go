package junos_test

import (
	"testing"

	"ipsec-diag/parsers/junos"
	"ipsec-diag/parsers/platformtest"
)

func TestPlatform(t *testing.T) { platformtest.Run(t, junos.Platform(), "testdata") }

func FuzzParse(f *testing.F) { platformtest.Fuzz(f, junos.Platform(), "testdata") }
