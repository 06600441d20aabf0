package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"ipsec-diag/inventory"
)

// strict makes a word that a command has no use for a mistake, with its usage.
// Of itself cobra prints the help of a group of commands for a misspelt one and
// ends with 0, and a script takes that for success.
func strict(c *cobra.Command) {
	for _, sub := range c.Commands() {
		strict(sub)
	}
	switch check := c.Args; {
	case !c.HasParent():
	case c.HasSubCommands() && c.RunE == nil && c.Run == nil:
		c.Args = noSuchCommand
		c.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
	case check != nil:
		c.Args = func(c *cobra.Command, args []string) error { return withUsage(c, check(c, args)) }
	}
}

// noSuchCommand refuses a word that is none of the commands of a group.
func noSuchCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	names := commandNames(c)
	they := "it has " + strings.Join(names, ", ")
	if !c.HasParent() {
		they = "ipsec-diag --help lists them"
	}
	return usageError("%s has no command %q%s; %s", c.CommandPath(), args[0], suggestion(inventory.Closest(args[0], names)), they)
}

// withUsage puts the usage of the command behind cobra's count of arguments,
// which names none of them.
func withUsage(c *cobra.Command, err error) error {
	if err == nil || !strings.HasPrefix(err.Error(), "accepts ") {
		return err
	}
	return usageError("%v.\nUsage: %s", err, c.UseLine())
}

func commandNames(c *cobra.Command) (names []string) {
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() {
			names = append(names, sub.Name())
		}
	}
	return names
}
