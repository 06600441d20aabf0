package cli

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"
)

// progress tells on stderr what goes on. On a terminal it keeps one line;
// elsewhere it is silent, so that logs and pipes stay clean.
type progress struct {
	mu    sync.Mutex
	w     io.Writer
	live  bool
	began time.Time
}

func newProgress(w io.Writer, quiet bool) *progress {
	return &progress{w: w, live: !quiet && isTerminal(w), began: time.Now()}
}

func (p *progress) step(device, what string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.live {
		return
	}
	text := fmt.Sprintf("%2.0fs %s: %s", time.Since(p.began).Seconds(), device, what)
	fmt.Fprintf(p.w, "\r\x1b[K%.78s", text)
}

// done removes the line for good.
func (p *progress) done() { p.pause() }

// pause removes the line and keeps silent until what it returns is called. It
// may be called on nil.
func (p *progress) pause() (resume func()) {
	if p == nil {
		return func() {}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	was := p.live
	if was {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
	p.live = false
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.live = was
	}
}

func isTerminal(w any) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
