package cli

import (
	"fmt"
	"io"
	"strings"

	"ipsec-diag/cmd/internal/recipes"
)

// recipeList says which files there are for other programs.
func recipeList() string {
	var b strings.Builder
	for _, r := range recipes.All() {
		fmt.Fprintf(&b, "  %-13s %s\n", r.Name, r.Says)
	}
	return strings.TrimRight(b.String(), "\n")
}

// recipe prints how another program uses this one.
func (s *settings) recipe(out io.Writer, r *recipes.Recipe) error {
	if s.cfg.Output != "text" {
		return usageError("--output %q: example %s prints a file as it is", s.cfg.Output, r.Name)
	}
	return r.Print(out)
}
