package platformtest

import (
	"fmt"
	"reflect"
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// checkRefs reports every Ref of a snapshot that lies outside its output or
// quotes only empty lines, and every observed value without a Ref. It returns
// how many Refs it saw.
func checkRefs(snap *ipsec.Snapshot) (seen int, faults []string) {
	w := &walker{snap: snap, refType: reflect.TypeFor[ipsec.Ref](), sources: reflect.TypeFor[[]*ipsec.Source]()}
	w.walk(reflect.ValueOf(snap).Elem(), "snapshot")
	return w.seen, w.faults
}

type walker struct {
	snap             *ipsec.Snapshot
	refType, sources reflect.Type
	seen             int
	faults           []string
}

// walk goes through fields, exported or not: an observed value keeps its Ref private.
func (w *walker) walk(v reflect.Value, path string) {
	switch {
	case v.Type() == w.sources:
	case v.Type() == w.refType:
		w.ref(v, path)
	case v.Kind() == reflect.Struct && strings.HasPrefix(v.Type().Name(), "Observed["):
		if v.FieldByName("known").Bool() {
			w.ref(v.FieldByName("ref"), path)
		}
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			w.walk(v.Field(i), path+"."+v.Type().Field(i).Name)
		}
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			w.walk(v.Index(i), fmt.Sprintf("%s[%d]", path, i))
		}
	}
}

func (w *walker) ref(v reflect.Value, path string) {
	w.seen++
	r := ipsec.Ref{Command: v.FieldByName("Command").String(), First: int32(v.FieldByName("First").Int()), Last: int32(v.FieldByName("Last").Int())}
	src := w.snap.Source(r.Command)
	switch {
	case src == nil:
		w.fault("%s: refers to %q, which is no output of this capture", path, r.Command)
	case r.First < 1 || r.Last < r.First || len(src.Lines(int(r.First), int(r.Last))) != int(r.Last-r.First+1):
		w.fault("%s: lines %d to %d lie outside the output of %q", path, r.First, r.Last, r.Command)
	case strings.TrimSpace(strings.Join(src.Lines(int(r.First), int(r.Last)), "")) == "":
		w.fault("%s: lines %d to %d of %q are empty", path, r.First, r.Last, r.Command)
	}
}

func (w *walker) fault(format string, args ...any) {
	w.faults = append(w.faults, fmt.Sprintf(format, args...))
}

// checkCount reports sources whose read and unread lines do not add up.
func checkCount(snap *ipsec.Snapshot) (faults []string) {
	unread := map[string]int{}
	for _, u := range snap.Unread {
		unread[u.Ref.Command]++
	}
	for _, src := range snap.Sources {
		content := 0
		for line := range strings.SplitSeq(src.Text(), "\n") {
			if strings.TrimSpace(line) != "" {
				content++
			}
		}
		if src.Reveals != nil && src.Read+src.Unread != content {
			faults = append(faults, fmt.Sprintf("%s: %d lines read and %d unread, of %d", src.Command, src.Read, src.Unread, content))
		}
		if unread[src.Command] != src.Unread {
			faults = append(faults, fmt.Sprintf("%s: %d unread lines listed, %d counted", src.Command, unread[src.Command], src.Unread))
		}
	}
	return faults
}
