package engine

import (
	"fmt"
	"strings"
)

// sayings are sentences and the rules they come from: "why (a, b)".
type sayings []struct {
	why string
	ids []string
}

func (r *sayings) add(why, id string) {
	for i := range *r {
		if (*r)[i].why == why {
			(*r)[i].ids = append((*r)[i].ids, id)
			return
		}
	}
	*r = append(*r, struct {
		why string
		ids []string
	}{why, []string{id}})
}

func (r sayings) String() string {
	var out []string
	for _, one := range r {
		out = append(out, fmt.Sprintf("%s (%s)", one.why, strings.Join(one.ids, ", ")))
	}
	return strings.Join(out, "; ")
}
