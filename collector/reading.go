package collector

import (
	"bytes"
	"cmp"
	"context"
	"time"
)

// An ending is why a reading ended.
type ending int

const (
	unfinished     ending = iota
	complete              // what was waited for has come
	asksSecret            // the device asks for the enable secret
	asksUser              // the device asks for a user name with the secret
	asksQuestion          // the device asks something else
	inConfigMode          // the prompt is one of a configuration mode
	outOfTime             // silence or the whole time is over
	connectionLost        // the channel has ended
	canceled              // the context has ended
	endlessPager          // more pages than maxPages
	pagedAhead            // a pager ate what had been typed ahead
	lostAhead             // the device did not keep what had been typed ahead
)

// silence is how long nothing must come before the last line is taken for a
// question or a first prompt. In the middle of a long output the same words
// are followed by more text at once.
const silence = 150 * time.Millisecond

// keptTail is what is kept of an output beyond its limit, to see its end.
const keptTail = 4 << 10

// A reading collects what the device sends until done says that it is enough.
type reading struct {
	syntax *syntax
	shell  *shell
	// first, idle and total are the deadlines of the first byte, of a silence
	// and of the whole.
	first, idle, total time.Duration
	limit              int
	// done is asked after each chunk, quiet after each silence.
	done, quiet func(buf []byte) ending

	buf   []byte
	head  []byte // the output's beginning once it is over the limit
	pages int
	still int // silences since the last byte
	fresh int // bytes at the end of buf that done has not seen
	// ahead says that more than the one command has been sent.
	ahead bool
	// nudged says that an empty line was sent to have the prompt repeated.
	nudged bool
	// accept is set while the platform's disclaimer may still be answered.
	accept bool
}

// run reads until an ending.
func (r *reading) run(ctx context.Context) ending {
	if r.ahead && len(r.buf) > 0 { // left over from the reading before
		if why := r.take(nil); why != unfinished {
			return why
		}
	}
	total, idle, quiet := time.NewTimer(r.total), time.NewTimer(r.first), time.NewTimer(silence)
	defer total.Stop()
	defer idle.Stop()
	defer quiet.Stop()
	for {
		why := unfinished
		select {
		case <-ctx.Done():
			return canceled
		case chunk, ok := <-r.shell.chunks:
			if !ok {
				return connectionLost
			}
			idle.Reset(r.idle)
			quiet.Reset(silence)
			r.still = 0
			why = r.take(chunk)
		case <-quiet.C:
			quiet.Reset(silence)
			r.still++
			why = r.afterSilence()
		case <-idle.C:
			return outOfTime
		case <-total.C:
			return outOfTime
		}
		if why != unfinished {
			return why
		}
	}
}

// take adds a chunk, answers the pager and asks done.
func (r *reading) take(chunk []byte) ending {
	r.buf = append(r.buf, chunk...)
	r.fresh = cmp.Or(len(chunk), len(r.buf))
	r.bound()
	if rest, paged := r.syntax.cutPager(r.buf); paged {
		if r.ahead {
			return pagedAhead
		}
		r.buf = rest
		r.pages++
		if r.pages > maxPages {
			return endlessPager
		}
		// An error shows as the end of the channel.
		_, _ = r.shell.in.Write([]byte(r.syntax.PagerKey))
		return unfinished
	}
	return r.done(r.buf)
}

// bound keeps the output's beginning and its last bytes once it is too long.
func (r *reading) bound() {
	if r.head == nil {
		if len(r.buf) <= r.limit+keptTail {
			return
		}
		r.head = bytes.Clone(r.buf[:r.limit])
	}
	if len(r.buf) > 2*keptTail {
		r.buf = append(r.buf[:0:0], r.buf[len(r.buf)-keptTail:]...)
	}
}

// afterSilence looks at the last line for what must not be answered.
func (r *reading) afterSilence() ending {
	line := render(string(lastLine(r.buf)))
	if r.accept && r.syntax.disclaimer.MatchString(line) {
		r.accept = false
		// An error shows as the end of the channel.
		_, _ = r.shell.in.Write([]byte(r.syntax.DisclaimerKey))
		return unfinished
	}
	switch {
	case r.syntax.configures(line):
		return inConfigMode
	case r.syntax.questions.MatchString(line), r.syntax.secret.MatchString(line):
		return asksQuestion
	case r.quiet != nil:
		return r.quiet(r.buf)
	}
	return unfinished
}

// raw returns what was collected and whether it was cut at the limit.
func (r *reading) raw() (string, bool) {
	if r.head != nil {
		return string(r.head), true
	}
	return string(r.buf), false
}
