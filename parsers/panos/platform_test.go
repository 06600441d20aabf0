package panos_test

import (
	"testing"

	"ipsec-diag/parsers/panos"
	"ipsec-diag/parsers/platformtest"
)

func TestPlatform(t *testing.T) { platformtest.Run(t, panos.Platform(), "testdata") }

func FuzzParse(f *testing.F) { platformtest.Fuzz(f, panos.Platform(), "testdata") }
