package collector

// everywhere are questions that no session answers, whatever the platform: one
// that a platform is not known to ask is a question all the same. "PFS (Y/N):
// N" of an IPsec SA may be cut behind its choice, so that a question with
// round brackets has small letters.
const everywhere = `(?i)(\[(confirm|y(es)?[/,|]no?|y(es)?\]/\[no?)\]|(?-i:\(y(es)?/no?\))|\(yes/no\)|\(y or n\)|continue\?|press any key( to \w+)?)( ?\(\w+\))?\??:? ?$|` +
	`(?i)^([\w'-]+ ){0,3}(password|passphrase) ?: ?$`

// questionsOf are those of the dialect and those asked everywhere. A dialect
// without a prompt has no shell, and nothing to ask in.
func questionsOf(d Dialect) string {
	if d.Questions == "" {
		return everywhere
	}
	return "(?:" + d.Questions + ")|" + everywhere
}
