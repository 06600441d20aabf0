package pipeline_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

const homeSAs = `br1: #1, ESTABLISHED, IKEv2, 2a655df29ac6f826_i 5141b548255a7084_r*
  local  'hq.example.com' @ 198.51.100.1[4500]
  remote 'br1.example.com' @ 203.0.113.1[4500]
  AES_CBC-256/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/MODP_2048
  established 1s ago, rekeying in 13651s
`

// byCommand are one device's files, named by the command alone; parts of some
// names look like "device.command".
var byCommand = map[string]string{
	"swanctl_--list-sas.txt":              homeSAs,
	"swanctl_--stats.txt":                 "uptime: 3 hours, since Nov 24 01:09:48 2026\nIKE_SAs: 1 total, 0 half-open\n",
	"ip_route_get_203.0.113.1.txt":        "203.0.113.1 via 198.51.100.2 dev wan0 src 198.51.100.1 uid 0\n    cache\n",
	"date_+%s.txt":                        "1732421390\n",
	"ss_-uapn.txt":                        "State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\nUNCONN 0      0            0.0.0.0:4500      0.0.0.0:*    users:((\"charon-systemd\",pid=20,fd=14))\n",
	"sysctl_net.ipv4.conf.rp_filter.txt":  "net.ipv4.conf.all.rp_filter = 0\n",
	"ip_route_show_table_220.txt.stderr":  "Error: ipv4: FIB table does not exist.\n",
	"journalctl_-u_strongswan_-n_200.txt": "2026-11-24T04:09:50+0000 gw charon-systemd[20]: IKE_SA br1[1] established between 198.51.100.1[hq.example.com]...203.0.113.1[br1.example.com]\n",
}

func devicesOf(t *testing.T, files map[string]string, folder string) (names []string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), folder)
	for name, text := range files {
		full := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	loaded, err := agent(t).Load(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range loaded.Readings {
		names = append(names, r.Device.Name)
	}
	return names
}

// TestLoadHome: a folder of one device's outputs is that device, and no other
// folder is.
func TestLoadHome(t *testing.T) {
	with := func(more map[string]string) map[string]string {
		out := map[string]string{}
		for name, text := range byCommand {
			out[name] = text
		}
		for name, text := range more {
			out[name] = text
		}
		return out
	}
	tests := []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"by command alone", byCommand, []string{"hq"}},
		{"a prompt in one of them", with(map[string]string{"ip_rule.txt": "root@gw7:~# ip rule\n0:\tfrom all lookup local\n"}), []string{"hq"}},
		{"with an index", map[string]string{"_index.tsv": "0\tsas.txt\tswanctl --list-sas\n", "sas.txt": homeSAs, "later/sas.txt": homeSAs}, []string{"hq"}},
		{"device and command", map[string]string{"gw1.swanctl_--list-sas.txt": homeSAs, "gw2.swanctl_--list-sas.txt": homeSAs}, []string{"gw1", "gw2"}},
		{"pastes of two devices", map[string]string{"gw1.txt": homeSAs, "gw2.txt": homeSAs}, []string{"gw1", "gw2"}},
		{"more pastes than commands", map[string]string{"gw_1.txt": homeSAs, "gw_2.txt": homeSAs, "swanctl_--list-sas.txt": homeSAs, "date.txt": "x\n"}, []string{"gw_1", "gw_2", "hq"}},
		{"prompts of two devices", map[string]string{"swanctl_--list-sas.txt": "root@gw1:~# swanctl --list-sas\n" + homeSAs, "swanctl_--list-conns.txt": "root@gw2:~# swanctl --list-sas\n" + homeSAs}, []string{"gw1", "gw2"}},
		{"prompts of one device in all", map[string]string{"swanctl_--list-sas.txt": "root@gw1:~# swanctl --list-sas\n" + homeSAs, "date.txt": "root@gw1:~# swanctl --list-sas\n" + homeSAs}, []string{"gw1"}},
		{"device folders", map[string]string{"gw1/swanctl_--list-sas.txt": homeSAs, "gw2/swanctl_--list-sas.txt": homeSAs}, []string{"gw1", "gw2"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := devicesOf(t, tt.files, "hq"); !slices.Equal(got, tt.want) {
				t.Errorf("devices %q, want %q", got, tt.want)
			}
		})
	}
}

// TestLabFolders compares the captures of a real lab, a folder for each end.
func TestLabFolders(t *testing.T) {
	ends := []string{}
	for _, end := range []string{"br1", "hq"} {
		ends = append(ends, filepath.Join("../../../../shared/lab/captures/psk-mismatch", end))
	}
	if _, err := os.Stat(ends[0]); err != nil {
		t.Skip("skipped: no corpus beside the checkout")
	}
	loaded, err := agent(t).LoadAll(ends, nil)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, r := range loaded.Readings {
		names = append(names, r.Device.Name)
	}
	if !slices.Equal(names, []string{"br1", "hq"}) {
		t.Errorf("devices %q, want br1 and hq", names)
	}
	comparisons := agent(t).CompareLoaded(loaded)
	if len(comparisons) != 1 || !comparisons[0].Local.Read() || !comparisons[0].Remote.Read() {
		t.Errorf("%d comparisons, want one of both ends", len(comparisons))
	}
}
