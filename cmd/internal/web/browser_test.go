//go:build e2e

package web

import (
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// complaints are what a browser has to say against a page.
type complaints struct {
	mu   sync.Mutex
	list []string
}

func (c *complaints) add(text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list = append(c.list, text)
}

// take returns what was said since the last time.
func (c *complaints) take() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := c.list
	c.list = nil
	return out
}

// browser starts Debian's Chromium and listens to its console.
func browser(t *testing.T) (context.Context, *complaints) {
	t.Helper()
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.ExecPath("/usr/bin/chromium"))
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	c := &complaints{}
	chromedp.ListenTarget(ctx, func(ev any) {
		switch ev := ev.(type) {
		case *log.EventEntryAdded:
			c.add("log " + string(ev.Entry.Level) + ": " + ev.Entry.Text + " " + ev.Entry.URL)
		case *runtime.EventExceptionThrown:
			c.add("exception: " + ev.ExceptionDetails.Error())
		case *runtime.EventConsoleAPICalled:
			c.add("console " + string(ev.Type))
		case *network.EventLoadingFailed:
			if !ev.Canceled {
				c.add("not loaded: " + ev.ErrorText + " " + string(ev.BlockedReason))
			}
		case *network.EventRequestWillBeSent:
			if !strings.HasPrefix(ev.Request.URL, "http://127.0.0.1:") && !strings.HasPrefix(ev.Request.URL, "about:") {
				c.add("asks another site: " + ev.Request.URL)
			}
		}
	})
	if err := chromedp.Run(ctx, log.Enable(), network.Enable(), runtime.Enable()); err != nil {
		t.Fatalf("Chromium does not start: %v; make e2e installs it", err)
	}
	return ctx, c
}

// look sets the size of the window and the colours that the person prefers.
func look(width int64, scheme string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		if err := emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}).Do(ctx); err != nil {
			return err
		}
		return emulation.SetDeviceMetricsOverride(width, 900, 1, width < 500).Do(ctx)
	})
}

// shown are the pages that are looked at.
var shown = map[string]string{
	"fleet": "/", "tunnels": "/tunnels", "devices": "/devices", "device": "/devices/ios-zurich", "silent": "/devices/" + silent, "findings": "/findings",
	"runs": "/runs", "run": "/runs/1", "search": "/search?q=zurich", "audit": "/audit", "alerts": "/alerts", "capture": "/captures/1", "tunnelsof": "/tunnels?health=down",
}

// TestChromiumHasNothingAgainstThePages opens every page, wide and narrow, light
// and dark: no error in its console, nothing asked of another site, and nothing
// wider than the window. SCREENSHOTS names a folder for pictures.
func TestChromiumHasNothingAgainstThePages(t *testing.T) {
	s := serverFor(t, fleetStore(t), nil)
	page := httptest.NewServer(s)
	defer page.Close()
	pages := map[string]string{}
	for name, path := range shown {
		pages[name] = path
	}
	list, _, err := s.cfg.Store.TunnelPage(t.Context(), tunnelsNotSound, 0, 3)
	if err != nil || len(list) == 0 {
		t.Fatalf("no tunnel to show: %v", err)
	}
	pages["tunnel"] = "/tunnels/" + list[0].Name
	pages["tunnel30d"] = "/tunnels/" + list[len(list)-1].Name + "?span=30d"
	ctx, said := browser(t)
	for name, path := range pages {
		for _, width := range []int64{1400, 390} {
			for _, scheme := range []string{"light", "dark"} {
				visit(ctx, t, said, page.URL+path, name, width, scheme)
			}
		}
	}
}

func visit(ctx context.Context, t *testing.T, said *complaints, url, name string, width int64, scheme string) {
	t.Helper()
	var wide int64
	var picture []byte
	err := chromedp.Run(ctx, look(width, scheme), chromedp.Navigate(url), chromedp.WaitVisible("footer"),
		chromedp.Evaluate("document.documentElement.scrollWidth", &wide), chromedp.FullScreenshot(&picture, 100))
	if err != nil {
		t.Fatalf("%s: %v", url, err)
	}
	if wide > width {
		t.Errorf("%s is %d wide in a window of %d", url, wide, width)
	}
	for _, text := range said.take() {
		t.Errorf("%s (%d, %s): %s", url, width, scheme, text)
	}
	if dir := os.Getenv("SCREENSHOTS"); dir != "" {
		file := filepath.Join(dir, name+"-"+scheme+"-"+map[bool]string{true: "narrow", false: "wide"}[width < 500]+".png")
		if err := os.WriteFile(file, picture, 0o600); err != nil {
			t.Error(err)
		}
	}
}

// TestKeysAndProgressInChromium: "/" searches, "j" goes to the next row, "?" shows
// the keys, and a sweep that ends has the page read anew.
func TestKeysAndProgressInChromium(t *testing.T) {
	store := fleetStore(t)
	begun := beginSweep(t, store, "hub", "spoke")
	page := httptest.NewServer(serverFor(t, store, nil))
	defer page.Close()
	ctx, said := browser(t)
	var focus, link string
	var open bool
	err := chromedp.Run(ctx, chromedp.Navigate(page.URL+"/tunnels"), chromedp.WaitVisible("footer"),
		chromedp.KeyEvent("j"), chromedp.KeyEvent("j"), chromedp.Evaluate(`document.querySelectorAll("[data-row]")[1].className`, &link),
		chromedp.KeyEvent("?"), chromedp.Evaluate(`document.getElementById("keys").open`, &open), chromedp.Click("[data-close]"),
		chromedp.KeyEvent("/"), chromedp.Evaluate(`document.activeElement.name`, &focus))
	if err != nil || focus != "q" || link != "here" || !open {
		t.Errorf("focus %q, second row %q, keys shown %v: %v", focus, link, open, err)
	}
	if err := chromedp.Run(ctx, chromedp.Navigate(page.URL+"/"), chromedp.WaitVisible("[data-sweep]")); err != nil {
		t.Fatal(err)
	}
	endSweep(t, store, begun)
	wait, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	if err := chromedp.Run(wait, chromedp.WaitNotPresent("[data-sweep]")); err != nil {
		t.Errorf("the page still shows a sweep that has ended: %v", err)
	}
	for _, text := range said.take() {
		t.Error(text)
	}
}
