package libreswan

import (
	"testing"

	"ipsec-diag/parsers/platformtest"
)

func TestContract(t *testing.T) { platformtest.Run(t, Platform(), "testdata") }

func FuzzParse(f *testing.F) { platformtest.Fuzz(f, Platform(), "testdata") }
