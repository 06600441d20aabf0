package config

import (
	"reflect"
	"slices"
	"strings"
)

// anew are the keys of the service file that a running service takes over.
var anew = []string{"schedules", "findings", "keep", "users", "proxy", "hosts"}

// NeedsRestart returns the keys whose values differ in another reading of the
// file and that a running service does not take over.
func (s *Service) NeedsRestart(other *Service) []string {
	return differing(reflect.ValueOf(s).Elem(), reflect.ValueOf(other).Elem())
}

func differing(a, b reflect.Value) (out []string) {
	for i := range a.NumField() {
		key, option, _ := strings.Cut(a.Type().Field(i).Tag.Get("yaml"), ",")
		switch {
		case option == "inline":
			out = append(out, differing(a.Field(i), b.Field(i))...)
		case !slices.Contains(anew, key) && !reflect.DeepEqual(a.Field(i).Interface(), b.Field(i).Interface()):
			out = append(out, key)
		}
	}
	return out
}
