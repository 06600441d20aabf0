package ipsec

import (
	"encoding/json"
	"time"
)

// A Ref names the lines of one command's output that a value was read from.
// Lines count from 1; the zero Ref refers to nothing.
type Ref struct {
	Command string `json:"command"`
	First   int32  `json:"first_line"`
	Last    int32  `json:"last_line"`
}

// IsZero reports whether the Ref refers to nothing.
func (r Ref) IsZero() bool { return r.Command == "" }

// An Observed is a value a device may or may not have printed. Its zero value
// is "not observed", which is neither zero, empty nor false.
type Observed[T any] struct {
	value T
	ref   Ref
	known bool
}

// Saw returns the observation of v at the given lines.
func Saw[T any](v T, at Ref) Observed[T] { return Observed[T]{value: v, ref: at, known: true} }

// Get returns the value and whether it was observed.
func (o Observed[T]) Get() (T, bool) { return o.value, o.known }

// Known reports whether the value was observed.
func (o Observed[T]) Known() bool { return o.known }

// Or returns the value, or other where nothing was observed. It is for
// display; a rule must ask Get and treat unknown as unknown.
func (o Observed[T]) Or(other T) T {
	if o.known {
		return o.value
	}
	return other
}

// Fill takes over another observation where nothing was observed.
func (o *Observed[T]) Fill(other Observed[T]) {
	if !o.known {
		*o = other
	}
}

// Ref returns the lines the value was read from.
func (o Observed[T]) Ref() Ref { return o.ref }

// MarshalJSON prints the value, or null where nothing was observed.
func (o Observed[T]) MarshalJSON() ([]byte, error) {
	if !o.known {
		return []byte("null"), nil
	}
	if d, ok := any(o.value).(time.Duration); ok {
		return json.Marshal(int64(d / time.Second))
	}
	return json.Marshal(o.value)
}

// UnmarshalJSON reads what [Observed.MarshalJSON] prints. Where the value stood in
// an output is not in it.
func (o *Observed[T]) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	if d, ok := any(&o.value).(*time.Duration); ok {
		var seconds int64
		if err := json.Unmarshal(data, &seconds); err != nil {
			return err
		}
		*d = time.Duration(seconds) * time.Second
	} else if err := json.Unmarshal(data, &o.value); err != nil {
		return err
	}
	o.known = true
	return nil
}

// IsZero reports whether nothing was observed; encoding/json's omitzero uses it.
func (o Observed[T]) IsZero() bool { return !o.known }

// The kinds of observed values.
type (
	// Count is a counter: packets, bytes, exchanges.
	Count = Observed[uint64]
	// Duration is an age or a lifetime, printed in whole seconds in JSON.
	Duration = Observed[time.Duration]
	// Time is a moment in UTC.
	Time = Observed[time.Time]
	// Text is a value in the vendor's own words.
	Text = Observed[string]
	// Flag is a yes or no.
	Flag = Observed[bool]
	// Number is a small number that is no counter: a priority, a size, a group.
	Number = Observed[int]
)

// Yes reports whether a flag was observed and is true.
func Yes(f Flag) bool { v, ok := f.Get(); return ok && v }

// No reports whether a flag was observed and is false.
func No(f Flag) bool { v, ok := f.Get(); return ok && !v }

// Grew returns by how much a counter grew between two samples of the same SA.
// It is unknown when either sample is unknown or the counter stepped back.
func Grew(earlier, now Count) (uint64, bool) {
	a, okA := earlier.Get()
	b, okB := now.Get()
	if !okA || !okB || b < a {
		return 0, false
	}
	return b - a, true
}
