//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// recipe prints an example of the program into a folder and returns it, with what
// a user would change in it changed.
func recipe(t *testing.T, bin, dir, name, file string, changes ...string) string {
	t.Helper()
	r := runProgram(t, bin, "example", name)
	if r.exit != 0 {
		t.Fatalf("example %s: %s", name, r.stderr)
	}
	return script(t, dir, file, strings.NewReplacer(changes...).Replace(r.stdout))
}

func script(t *testing.T, dir, file, text string) string {
	t.Helper()
	path := filepath.Join(dir, file)
	if err := os.WriteFile(path, []byte(text), 0o700); err != nil { //nolint:gosec // to be run
		t.Fatal(err)
	}
	return path
}

// downTunnel finds a tunnel of the simulated fleet that is down.
func downTunnel(t *testing.T, bin, inventory string) string {
	t.Helper()
	r := runProgram(t, bin, "sweep", "--inventory", inventory)
	m := regexp.MustCompile(`(?m)^DOWN +(\S+) +certain`).FindStringSubmatch(r.stdout)
	if m == nil {
		t.Fatalf("no tunnel of the simulated fleet is down:\n%s", r.stdout)
	}
	return m[1]
}

// TestNagios lets a real Nagios verify the example and run it: the state, the text
// and the performance data it keeps are those of the plugin.
func TestNagios(t *testing.T) {
	bin, dir := buildProgram(t), t.TempDir()
	inventory := simulatedFleet(t, bin, dir, 12)
	tunnel := downTunnel(t, bin, inventory)
	object := recipe(t, bin, dir, "nagios", "ipsec.cfg")
	config := nagiosConfig(dir, object)
	if out, err := exec.Command("nagios4", "-v", script(t, dir, "verify.cfg", config)).CombinedOutput(); err != nil || !strings.Contains(string(out), "Total Warnings: 0\nTotal Errors:   0") {
		t.Fatalf("nagios4 -v: %v\n%s", err, out)
	}
	recipe(t, bin, dir, "nagios", "ipsec.cfg", "/usr/local/bin/ipsec-diag", "HOME="+dir+" "+bin, "/etc/ipsec-diag/inventory.yaml", inventory, "hq-branch", tunnel, "--sample 5s", "--sample 1s")
	p := startProcess(t, "nagios4", dir, script(t, dir, "run.cfg", config+"interval_length=1\nstatus_update_interval=1\ncheck_result_reaper_frequency=1\n"))
	status := ""
	for range 300 {
		text, _ := os.ReadFile(filepath.Join(dir, "status.dat"))
		if _, status, _ = strings.Cut(string(text), "servicestatus {"); strings.Contains(status, "plugin_output=IPSEC") {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	for _, want := range []string{"current_state=2\n", "\tplugin_output=IPSEC CRITICAL - " + tunnel + " is DOWN: ", "performance_data=tunnels=1;;;0 down=1;;;0;1 ", "long_plugin_output=" + tunnel, "fingerprint "} {
		if !strings.Contains(status, want) {
			t.Errorf("Nagios does not have %q:\n%.3000s\n%.2000s", want, status, p.out)
		}
	}
}

func nagiosConfig(dir, object string) string {
	config := "cfg_file=" + object + "\nnagios_user=root\nnagios_group=root\nuse_syslog=0\nexecute_host_checks=0\n"
	for _, name := range []string{"commands", "contacts", "timeperiods", "templates"} {
		config += "cfg_file=/etc/nagios4/objects/" + name + ".cfg\n"
	}
	for key, file := range map[string]string{"log_file": "nagios.log", "object_cache_file": "objects.cache", "status_file": "status.dat", "check_result_path": "", "temp_path": "",
		"temp_file": "temp", "lock_file": "nagios.lock", "command_file": "nagios.cmd", "state_retention_file": "retention.dat"} {
		config += fmt.Sprintf("%s=%s\n", key, filepath.Join(dir, file))
	}
	return config + "illegal_macro_output_chars=`~$&|'\"<>\n"
}

// TestIcinga lets a real Icinga 2 verify the example.
func TestIcinga(t *testing.T) {
	bin, dir := buildProgram(t), t.TempDir()
	object := recipe(t, bin, dir, "icinga", "ipsec.conf")
	main := script(t, dir, "icinga2.conf", "include \"/etc/icinga2/constants.conf\"\ninclude <itl>\ninclude <plugins>\ninclude \""+object+"\"\n")
	icinga := exec.Command("icinga2", "daemon", "-C", "-c", main)
	icinga.Env = append(os.Environ(), "ICINGA2_USER=root", "ICINGA2_GROUP=root") // who may read the folder
	out, err := icinga.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "Instantiated 2 Services.") || strings.Contains(string(out), "warning/") {
		t.Fatalf("icinga2 daemon -C: %v\n%s", err, out)
	}
}

// TestWebhookAndCron run the scripts against a chat and a mail program that keep
// what they get.
func TestWebhookAndCron(t *testing.T) {
	bin, dir := buildProgram(t), t.TempDir()
	inventory := simulatedFleet(t, bin, dir, 12)
	tunnel := downTunnel(t, bin, inventory)
	if err := os.Symlink(bin, filepath.Join(dir, "ipsec-diag")); err != nil {
		t.Fatal(err)
	}
	var got []string
	refuse := false
	chat := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = append(got, string(body))
		if refuse {
			w.WriteHeader(http.StatusForbidden)
		}
	}))
	defer chat.Close()
	hook := script(t, dir, "webhook.curl", "url = \""+chat.URL+"/hooks/x\"\n")
	script(t, dir, "mail", "#!/bin/sh\n{ printf '%s\\n' \"$@\"; cat; } > "+dir+"/mailed\n")
	run := func(file string, args ...string) int {
		cmd := exec.Command("sh", append([]string{file}, args...)...)
		cmd.Env = []string{"PATH=" + dir + ":" + os.Getenv("PATH"), "HOME=" + dir, "CHAT_WEBHOOK_FILE=" + hook, "IPSEC_INVENTORY=" + inventory, "IPSEC_HISTORY=" + dir + "/runs"}
		out, _ := cmd.CombinedOutput()
		t.Logf("%s: %s", filepath.Base(file), out)
		return cmd.ProcessState.ExitCode()
	}
	chatScript := recipe(t, bin, dir, "webhook", "chat.sh")
	if code := run(chatScript, "--inventory", inventory, "--tunnel", tunnel, "--sample", "0s"); code != 2 {
		t.Errorf("exit code %d", code)
	}
	var message struct{ Text string }
	if len(got) != 1 || json.Unmarshal([]byte(got[0]), &message) != nil || !strings.HasPrefix(message.Text, tunnel+" is DOWN: ") {
		t.Errorf("the chat got %q", got)
	}
	refuse = true
	if code := run(chatScript, "--inventory", inventory, "--tunnel", tunnel, "--sample", "0s"); code != 70 {
		t.Errorf("exit code %d where the chat refuses", code)
	}
	if code := run(recipe(t, bin, dir, "cron", "cron.sh")); code != 2 {
		t.Errorf("cron: exit code %d", code)
	}
	mailed, _ := os.ReadFile(filepath.Join(dir, "mailed"))
	if !strings.HasPrefix(string(mailed), "-s\nIPsec CRITICAL: ") || !strings.Contains(string(mailed), tunnel+" is DOWN: ") {
		t.Errorf("mailed:\n%s", mailed)
	}
}
