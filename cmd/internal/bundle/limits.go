package bundle

import (
	"fmt"
	"io"
)

// Limits are what a bundle may have at most, so that opening one that somebody
// sent cannot fill the memory.
type Limits struct {
	Compressed, Uncompressed int64
	Files                    int
	// Ratio is how many bytes one compressed byte may become, once more than
	// RatioFrom came out: outputs of devices are well below.
	Ratio, RatioFrom int64
}

// Usual are the limits of this program.
func Usual() Limits {
	return Limits{Compressed: 64 << 20, Uncompressed: 512 << 20, Files: 10_000, Ratio: 200, RatioFrom: 16 << 20}
}

// metered reads what is unpacked and refuses what is more than the limits allow.
type metered struct {
	from   io.Reader
	packed int64
	read   int64
	limits Limits
}

func (m *metered) Read(p []byte) (int, error) {
	n, err := m.from.Read(p)
	m.read += int64(n)
	switch {
	case m.read > m.limits.Uncompressed:
		return n, fmt.Errorf("it unpacks to more than %d MB, which no bundle of this program does", m.limits.Uncompressed>>20)
	case m.read > m.limits.RatioFrom && m.read > m.limits.Ratio*m.packed:
		return n, fmt.Errorf("it unpacks to more than %d times its size, which no bundle of this program does", m.limits.Ratio)
	}
	return n, err
}
