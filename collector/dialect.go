package collector

// A Dialect is how a platform's command line behaves: data that the session
// follows. The commands in it must be on the platform's read-only list.
type Dialect struct {
	Platform string
	// Transport is "shell" (one interactive shell, one command at a time) or
	// "exec" (one exec channel per command). A device's own setting comes first.
	Transport string
	// Appliance says that an exec channel reaches the device's own command line
	// and not a Unix shell: refusals stand in the output instead of on standard
	// error, and there is no sudo.
	Appliance bool
	// Prompt is a regular expression for a prompt of the platform at the start
	// of a line. It only serves to find the first prompt; from then on the
	// exact prompt is used. Group 1 is the name, group 2 the privilege mark.
	Prompt string
	// AbovePrompt matches a line that belongs to the prompt and stands above it;
	// empty where there is none.
	AbovePrompt string
	// ConfigPrompt matches a prompt of a configuration mode. Seeing one ends
	// the conversation. "<host>" in it stands for the name in the prompt once
	// that is learned, for platforms where only a change of the prompt tells.
	ConfigPrompt string
	// UserMark and PrivilegedMark end the prompt without and with privilege.
	UserMark, PrivilegedMark string
	// Enable is the command that asks for privilege; SecretPrompt matches what
	// the device then asks. Empty where the platform has none.
	// Before it, UserPrompt may ask for a user name, which is the login's.
	Enable, SecretPrompt, UserPrompt string
	// Setup commands are sent after login; a refusal of one is tolerated.
	Setup []string
	// TypeAhead is how many bytes of command lines may be sent before the device
	// has read them; zero where it is not known to keep them. It is used for
	// commands only if [Options.TypeAhead] asks for it.
	TypeAhead int
	// Pager matches the pager's text at the end of what was received; the
	// answer is PagerKey.
	Pager, PagerKey string
	// Refusals are regular expressions, case-insensitive, for the lines with
	// which the platform refuses a command, by class.
	Refusals []Refusal
	// Leave ends the session.
	Leave string
	// Disclaimer matches the one question between login and the first prompt
	// that is answered, once, with DisclaimerKey. Empty where there is none.
	Disclaimer, DisclaimerKey string
	// Role matches what in the prompt changes when a cluster fails over: the
	// session goes on under the new role, of the same name. Empty where nothing
	// does.
	Role string
	// Message matches a log message that the device writes into any session, in
	// between and behind the prompt. Empty where there are none.
	Message string
	// Contexts is how to enter a security context; zero where there are none.
	Contexts Contexts
	// Questions match a question the session never answers ([confirm], [y/n]).
	Questions string
	// Ident matches the SSH identification string, for recognising a platform.
	Ident string
	// Probe is the command whose answer matches Proof on this platform alone.
	// Platforms that share an Ident share the Probe.
	Probe, Proof string
}

// Contexts are the partitions of one device that have tunnels of their own.
type Contexts struct {
	// Mode is the command that tells whether the device has contexts, Multiple
	// matches its answer if so.
	Mode, Multiple string
	// Enter is the command that enters "<name>", for this session only.
	Enter string
	// Prefix, in place of Enter, stands before every command that is for the
	// context "<name>". Mode is then asked there first.
	Prefix string
	// Prompt matches the prompt there: "<host>" is the name in the prompt
	// before, "<context>" the context's.
	Prompt string
}

// A Refusal is one text with which a platform refuses a command.
type Refusal struct {
	Class string // "unknown-command", "incomplete-command", "not-authorised"
	Text  string // regular expression on one line
}
