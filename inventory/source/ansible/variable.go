package ansible

import (
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"

	"ipsec-diag/inventory/source"
)

// vars are variables by their names.
type vars map[string]variable

// A variable is a value and how far it can be read.
type variable struct {
	text  string
	state state
	where string
}

// state is whether a value is known.
type state int

const (
	plain state = iota
	// template holds "{{" or "{%": only Ansible can say what it is.
	template
	vault
	// nested is a list or a mapping.
	nested
)

// why says why a value is not known; "" when it is.
func (v variable) why() string {
	switch v.state {
	case template:
		return "it is a template, which only Ansible can evaluate"
	case vault:
		return "it is encrypted with a vault"
	case nested:
		return "it is a list or a mapping, not one value"
	}
	return ""
}

// textValue makes a variable of a text.
func textValue(text, where string) variable {
	v := variable{text: text, where: where}
	switch {
	case strings.HasPrefix(strings.TrimSpace(text), "$ANSIBLE_VAULT;"):
		v.state = vault
	case strings.Contains(text, "{{") || strings.Contains(text, "{%"):
		v.state = template
	}
	return v
}

// nodeValue makes a variable of a value in YAML or JSON.
func nodeValue(n *yaml.Node, where string) variable {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n.Kind == yaml.MappingNode && len(n.Content) == 2 {
		switch n.Content[0].Value {
		case "__ansible_vault":
			return variable{text: n.Content[1].Value, state: vault, where: where}
		case "__ansible_unsafe":
			return variable{text: n.Content[1].Value, where: where}
		}
	}
	switch {
	case n.Kind != yaml.ScalarNode:
		return variable{state: nested, where: where}
	case n.Tag == "!vault" || n.Tag == "!vault-encrypted":
		return variable{text: n.Value, state: vault, where: where}
	case n.Tag == "!unsafe":
		return variable{text: n.Value, where: where}
	case n.ShortTag() == "!!null":
		return variable{where: where}
	}
	return textValue(n.Value, where)
}

var number = regexp.MustCompile(`^(-?[0-9]+)\s*(#.*)?$`)

// literal makes a variable of a value in an INI file, which Ansible reads as a
// literal of Python where it is one and as it stands where it is none.
func literal(text, where string) variable {
	text = strings.TrimSpace(text)
	if m := number.FindStringSubmatch(text); m != nil {
		return variable{text: m[1], where: where}
	}
	switch {
	case text == "None":
		return variable{where: where}
	case text == "":
	case text[0] == '"' || text[0] == '\'':
		if inside, ok := pythonString(text); ok {
			return textValue(inside, where)
		}
	case text[0] == '[' || text[0] == '{' && !strings.HasPrefix(text, "{{"):
		return variable{state: nested, where: where}
	}
	return textValue(text, where)
}

// pythonString reads a quoted string of Python with nothing but a comment
// behind it.
func pythonString(text string) (string, bool) {
	var out strings.Builder
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == text[0]:
			rest := strings.TrimSpace(text[i+1:])
			return out.String(), rest == "" || rest[0] == '#'
		case text[i] == '\\' && i+1 < len(text):
			i++
			switch text[i] {
			case '\\', '\'', '"':
			default:
				out.WriteByte('\\') // an escape of a character: rare, and never in a host name
			}
		}
		out.WriteByte(text[i])
	}
	return "", false
}

// keep remembers a variable that says something about a device; of any other
// it says that it is left out.
func (t *tree) keep(name, device string, v variable) bool {
	if settings[name] {
		return true
	}
	t.Note(source.DroppedVariable, v.where, device, name, "no setting of a device")
	return false
}
