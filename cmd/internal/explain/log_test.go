package explain

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestLog: the messages of a log, each once, in the order in which they stand.
func TestLog(t *testing.T) {
	found, rest := testLibrary(t).Log([]string{
		"Nov 25 05:52:01 hq charon: 05[IKE] initiating IKE_SA br1[1] to 203.0.113.10",
		"Nov 25 05:52:02 hq charon: 05[NET] sending packet: from 192.0.2.1[500] to 203.0.113.10[500] (464 bytes)",
		"Nov 25 05:52:06 hq charon: 05[IKE] retransmit 1 of request with message ID 0",
		"Nov 25 05:52:13 hq charon: 05[IKE] retransmit 2 of request with message ID 0",
	}, "")
	var got []string
	for _, m := range found {
		got = append(got, m.Item.Name)
	}
	if diff := cmp.Diff([]string{"initiating IKE_SA … to …", "retransmit … of request with message ID …"}, got); diff != "" {
		t.Error(diff)
	}
	if rest != 1 || found[1].Count != 2 {
		t.Errorf("%d lines without a message, %d retransmissions", rest, found[1].Count)
	}
}
